#include "fakequant/lsq.h"

#include <cstring>

// One binary, the best instructions of the machine it runs on.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define BEST_ISA __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define BEST_ISA
#endif
#define INLINE inline __attribute__((always_inline))

namespace {

constexpr int64_t lanes = 32;
constexpr int64_t chunk = 512;

// Round half to even for |v| < 2^22, which every bound guarantees; unlike a call of nearbyint it vectorises on every target.
INLINE float round_even(float v) {
  constexpr float shift = 12582912.0f;  // 1.5 * 2^23
  return (v + shift) - shift;
}

INLINE float load(float value) { return value; }
INLINE void store(float* to, float value) { *to = value; }

// bfloat16 is the upper half of a float.
INLINE float load(uint16_t value) {
  const uint32_t bits = static_cast<uint32_t>(value) << 16;
  float result;
  std::memcpy(&result, &bits, sizeof result);
  return result;
}

INLINE void store(uint16_t* to, float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  const uint32_t nan = (bits >> 16) | 0x40u;
  *to = static_cast<uint16_t>((bits & 0x7fffffffu) > 0x7f800000u ? nan : rounded);
}

template <class T>
INLINE void forward_pass(const T* __restrict x, T* __restrict y, int64_t count, float scale, float low, float high) {
  for (int64_t i = 0; i < count; i++) {
    const float v = load(x[i]) / scale;
    const float clamped = v < low ? low : (v > high ? high : v);
    store(y + i, round_even(clamped) * scale);
  }
}

// Writes dx and returns this element's share of the scale's gradient.
template <class T>
INLINE float backward_one(T x, T g, T* dx, float scale, float low, float high) {
  const float v = load(x) / scale;
  const float gradient = load(g);
  const float clamped = v < low ? low : (v > high ? high : v);
  store(dx, clamped == v ? gradient : 0.0f);
  const float level = round_even(clamped);
  return gradient * (level - (clamped == v ? v : 0.0f));
}

// Independent lanes, so that the order of additions is fixed however wide the registers are. Shares and sums are loops of their own,
// because compilers vectorise each but not both at once.
template <class T>
INLINE double backward_pass(const T* __restrict x, const T* __restrict g, T* __restrict dx, int64_t count, float scale, float low, float high) {
  float sums[lanes] = {};
  float shares[chunk];
  for (int64_t start = 0; start < count; start += chunk) {
    const int64_t length = count - start < chunk ? count - start : chunk;
    for (int64_t i = 0; i < length; i++) shares[i] = backward_one(x[start + i], g[start + i], dx + start + i, scale, low, high);
    for (int64_t i = length; i < chunk; i++) shares[i] = 0;
    for (int64_t i = 0; i < chunk; i += lanes)
      for (int64_t lane = 0; lane < lanes; lane++) sums[lane] += shares[i + lane];
  }
  double total = 0;
  for (int lane = 0; lane < lanes; lane++) total += sums[lane];
  return total;
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
