// LSQ's two passes over dense memory. Bounds are those of the integer grid less its zero point, so the grid always has its zero at 0.
#pragma once

#include <cstdint>

namespace lsq {

// y = round(clamp(x / scale, low, high)) * scale
void forward(const float* x, float* y, int64_t count, float scale, float low, float high);
void forward(const uint16_t* x, uint16_t* y, int64_t count, float scale, float low, float high);

// dx = inside ? g : 0; returns the sum of g * (inside ? round(v) - v : bound) with v = x / scale. Same sum on every processor.
double backward(const float* x, const float* g, float* dx, int64_t count, float scale, float low, float high);
double backward(const uint16_t* x, const uint16_t* g, uint16_t* dx, int64_t count, float scale, float low, float high);

}  // namespace lsq
