#include "fakequant/lsq.h"

#include "fakequant/lanes.h"

namespace {

using lanes::load;
using lanes::round_even;
using lanes::store;

template <class T>
INLINE void forward_pass(const T* __restrict x, T* __restrict y, int64_t count, float scale, float low, float high) {
  for (int64_t i = 0; i < count; i++) {
    const float v = load(x[i]) / scale;
    const float clamped = lanes::clamp(v, low, high);
    store(y + i, round_even(clamped) * scale);
  }
}

// Writes dx and returns this element's share of the scale's gradient.
template <class T>
INLINE float backward_one(T x, T g, T* dx, float scale, float low, float high) {
  const float v = load(x) / scale;
  const float gradient = load(g);
  const float clamped = lanes::clamp(v, low, high);
  store(dx, clamped == v ? gradient : 0.0f);
  const float level = round_even(clamped);
  return gradient * (level - (clamped == v ? v : 0.0f));
}

// Shares and sums are loops of their own, because compilers vectorise each but not both at once.
template <class T>
INLINE double backward_pass(const T* __restrict x, const T* __restrict g, T* __restrict dx, int64_t count, float scale, float low, float high) {
  lanes::Sum sum;
  float shares[lanes::chunk];
  for (int64_t start = 0; start < count; start += lanes::chunk) {
    const int64_t length = count - start < lanes::chunk ? count - start : lanes::chunk;
    for (int64_t i = 0; i < length; i++) shares[i] = backward_one(x[start + i], g[start + i], dx + start + i, scale, low, high);
    sum.add(shares, length);
  }
  return sum.total();
}

}  // namespace

namespace lsq {

BEST_ISA void forward(const float* x, float* y, int64_t count, float scale, float low, float high) {
  forward_pass(x, y, count, scale, low, high);
}

BEST_ISA void forward(const uint16_t* x, uint16_t* y, int64_t count, float scale, float low, float high) {
  forward_pass(x, y, count, scale, low, high);
}

BEST_ISA double backward(const float* x, const float* g, float* dx, int64_t count, float scale, float low, float high) {
  return backward_pass(x, g, dx, count, scale, low, high);
}

BEST_ISA double backward(const uint16_t* x, const uint16_t* g, uint16_t* dx, int64_t count, float scale, float low, float high) {
  return backward_pass(x, g, dx, count, scale, low, high);
}

}  // namespace lsq
