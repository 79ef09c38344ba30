#include "fakequant/qil.h"

#include "fakequant/lanes.h"

#include <cmath>

namespace {

using lanes::load;
using lanes::store;
using qil::Gradient;
using qil::Interval;

// The slope of t^gamma is infinite at 0 for gamma < 1.
constexpr float least = 1e-6f;

struct Line {
  float alpha, beta;
  INLINE explicit Line(Interval interval)
      : alpha(0.5f / interval.half_width), beta(0.5f - 0.5f * interval.centre / interval.half_width) {}
  INLINE float at(float v) const { return v * alpha + beta; }
};

template <bool Signed>
INLINE float magnitude(float x) {
  return Signed ? std::fabs(x) : x;
}

template <bool Signed>
INLINE float direction(float x) {
  return Signed ? (x > 0 ? 1.0f : (x < 0 ? -1.0f : 0.0f)) : 1.0f;
}

template <bool Signed, bool Straight, class T>
INLINE void forward_pass(const T* __restrict x, T* __restrict y, int64_t count, Interval interval) {
  const Line line(interval);
  for (int64_t i = 0; i < count; i++) {
    const float value = load(x[i]);
    const float t = lanes::clamp(line.at(magnitude<Signed>(value)), 0.0f, 1.0f);
    const float curved = Straight ? t : std::pow(t, interval.gamma);
    store(y + i, lanes::round_even(curved * interval.levels) / interval.levels * (direction<Signed>(value) * interval.output));
  }
}

// With u = gamma t^(gamma-1) and s the sign: dc = -alpha sum(g s u), dd = alpha sum(g s u (1 - 2 t)), dgamma = sum(g s t^gamma ln t).
template <bool Signed, bool Straight, class T>
INLINE Gradient backward_pass(const T* __restrict x, const T* __restrict g, T* __restrict dx, int64_t count, Interval interval) {
  const Line line(interval);
  lanes::Sum slope, moment, power;
  float slopes[lanes::chunk], moments[lanes::chunk], powers[lanes::chunk];
  for (int64_t start = 0; start < count; start += lanes::chunk) {
    const int64_t length = count - start < lanes::chunk ? count - start : lanes::chunk;
    for (int64_t i = 0; i < length; i++) {
      const float value = load(x[start + i]);
      const float t = line.at(magnitude<Signed>(value));
      const bool inside = t >= 0.0f && t <= 1.0f;
      const float gradient = inside ? load(g[start + i]) * interval.output : 0.0f;
      const float safe = lanes::clamp(t, least, 1.0f);
      const float curved = Straight ? safe : std::pow(safe, interval.gamma);
      const float along = gradient * (Straight ? 1.0f : interval.gamma * curved / safe);
      slopes[i] = along * direction<Signed>(value);
      store(dx + start + i, slopes[i] * direction<Signed>(value) * line.alpha);
      moments[i] = slopes[i] * (1.0f - 2.0f * lanes::clamp(t, 0.0f, 1.0f));
      if (!Straight) powers[i] = gradient * direction<Signed>(value) * curved * std::log(safe);
    }
    slope.add(slopes, length);
    moment.add(moments, length);
    if (!Straight) power.add(powers, length);
  }
  return {-line.alpha * slope.total(), line.alpha * moment.total(), Straight ? 0 : power.total()};
}

template <class T>
INLINE void forward_any(const T* x, T* y, int64_t count, Interval interval, bool signed_) {
  if (interval.gamma == 1.0f) {
    if (signed_)
      forward_pass<true, true>(x, y, count, interval);
    else
      forward_pass<false, true>(x, y, count, interval);
  } else if (signed_) {
    forward_pass<true, false>(x, y, count, interval);
  } else {
    forward_pass<false, false>(x, y, count, interval);
  }
}

template <class T>
INLINE Gradient backward_any(const T* x, const T* g, T* dx, int64_t count, Interval interval, bool signed_, bool curved) {
  if (curved || interval.gamma != 1.0f)
    return signed_ ? backward_pass<true, false>(x, g, dx, count, interval) : backward_pass<false, false>(x, g, dx, count, interval);
  return signed_ ? backward_pass<true, true>(x, g, dx, count, interval) : backward_pass<false, true>(x, g, dx, count, interval);
}

}  // namespace

namespace qil {

BEST_ISA void forward(const float* x, float* y, int64_t count, Interval interval, bool signed_) { forward_any(x, y, count, interval, signed_); }

BEST_ISA void forward(const uint16_t* x, uint16_t* y, int64_t count, Interval interval, bool signed_) {
  forward_any(x, y, count, interval, signed_);
}

BEST_ISA Gradient backward(const float* x, const float* g, float* dx, int64_t count, Interval interval, bool signed_, bool curved) {
  return backward_any(x, g, dx, count, interval, signed_, curved);
}

BEST_ISA Gradient backward(const uint16_t* x, const uint16_t* g, uint16_t* dx, int64_t count, Interval interval, bool signed_, bool curved) {
  return backward_any(x, g, dx, count, interval, signed_, curved);
}

}  // namespace qil
