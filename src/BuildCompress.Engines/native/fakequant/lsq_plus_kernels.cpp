#include "fakequant/lsq_plus.h"

#include "fakequant/lanes.h"

namespace {

using lanes::load;
using lanes::store;
using lsq_plus::Gradient;
using lsq_plus::Grid;

template <class T>
INLINE void forward_pass(const T* __restrict x, T* __restrict y, int64_t count, Grid grid) {
  for (int64_t i = 0; i < count; i++) {
    const float v = (load(x[i]) - grid.offset) / grid.scale;
    store(y + i, lanes::round_even(lanes::clamp(v, grid.low, grid.high)) * grid.scale + grid.offset);
  }
}

// Shares and sums are loops of their own, because compilers vectorise each but not both at once.
template <class T>
INLINE Gradient backward_pass(const T* __restrict x, const T* __restrict g, T* __restrict dx, int64_t count, Grid grid) {
  lanes::Sum scale, offset;
  float scales[lanes::chunk], offsets[lanes::chunk];
  for (int64_t start = 0; start < count; start += lanes::chunk) {
    const int64_t length = count - start < lanes::chunk ? count - start : lanes::chunk;
    for (int64_t i = 0; i < length; i++) {
      const float v = (load(x[start + i]) - grid.offset) / grid.scale;
      const float gradient = load(g[start + i]);
      const float clamped = lanes::clamp(v, grid.low, grid.high);
      const bool inside = clamped == v;
      store(dx + start + i, inside ? gradient : 0.0f);
      scales[i] = gradient * (lanes::round_even(clamped) - (inside ? v : 0.0f));
      offsets[i] = inside ? 0.0f : gradient;
    }
    scale.add(scales, length);
    offset.add(offsets, length);
  }
  return {scale.total(), offset.total()};
}

}  // namespace

namespace lsq_plus {

BEST_ISA void forward(const float* x, float* y, int64_t count, Grid grid) { forward_pass(x, y, count, grid); }

BEST_ISA void forward(const uint16_t* x, uint16_t* y, int64_t count, Grid grid) { forward_pass(x, y, count, grid); }

BEST_ISA Gradient backward(const float* x, const float* g, float* dx, int64_t count, Grid grid) { return backward_pass(x, g, dx, count, grid); }

BEST_ISA Gradient backward(const uint16_t* x, const uint16_t* g, uint16_t* dx, int64_t count, Grid grid) {
  return backward_pass(x, g, dx, count, grid);
}

}  // namespace lsq_plus
