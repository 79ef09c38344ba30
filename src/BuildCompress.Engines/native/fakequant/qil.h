// QIL's two passes over dense memory: the transformer of an interval onto 0..1, a power, rounding to equal levels.
#pragma once

#include <cstdint>

namespace qil {

// The interval centre - half_width .. centre + half_width; gamma 1 for a straight line. `output` scales the result.
struct Interval {
  float centre, half_width, gamma, levels, output;
};

struct Gradient {
  double centre, half_width, gamma;
};

// With t = 0.5 (v - centre) / half_width + 0.5 clamped to 0..1: y = round(t^gamma * levels) / levels * output, times sign(x) when `signed_`,
// where v = |x| when `signed_`, else x.
void forward(const float* x, float* y, int64_t count, Interval interval, bool signed_);
void forward(const uint16_t* x, uint16_t* y, int64_t count, Interval interval, bool signed_);

// The exact derivatives of t^gamma inside the interval, both ends included, and 0 outside; rounding counts as the identity.
// The sum for gamma is taken when `curved`; it costs a power and a logarithm per element.
Gradient backward(const float* x, const float* g, float* dx, int64_t count, Interval interval, bool signed_, bool curved);
Gradient backward(const uint16_t* x, const uint16_t* g, uint16_t* dx, int64_t count, Interval interval, bool signed_, bool curved);

}  // namespace qil
