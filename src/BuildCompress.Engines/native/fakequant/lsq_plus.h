// LSQ+'s two passes over dense memory: a grid of step `scale` that starts at `offset + low * scale`.
#pragma once

#include <cstdint>

namespace lsq_plus {

struct Grid {
  float scale, offset, low, high;
};

struct Gradient {
  double scale, offset;
};

// y = round(clamp((x - offset) / scale, low, high)) * scale + offset
void forward(const float* x, float* y, int64_t count, Grid grid);
void forward(const uint16_t* x, uint16_t* y, int64_t count, Grid grid);

// dx = inside ? g : 0. Returns the sums of g * (inside ? round(v) - v : bound) and of g * (inside ? 0 : 1), v = (x - offset) / scale.
Gradient backward(const float* x, const float* g, float* dx, int64_t count, Grid grid);
Gradient backward(const uint16_t* x, const uint16_t* g, uint16_t* dx, int64_t count, Grid grid);

}  // namespace lsq_plus
