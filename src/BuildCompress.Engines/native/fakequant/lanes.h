// What the kernels share: numbers in and out of float32 and bfloat16, rounding, and sums whose order does not depend on the processor.
#pragma once

#include <cstdint>
#include <cstring>

// One binary, the best instructions of the machine it runs on.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define BEST_ISA __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define BEST_ISA
#endif
#define INLINE inline __attribute__((always_inline))

namespace lanes {

constexpr int64_t count = 32;
constexpr int64_t chunk = 512;

// Round half to even for |v| < 2^22, which every bound guarantees; unlike a call of nearbyint it vectorises on every target.
INLINE float round_even(float v) {
  constexpr float shift = 12582912.0f;  // 1.5 * 2^23
  return (v + shift) - shift;
}

INLINE float clamp(float v, float low, float high) { return v < low ? low : (v > high ? high : v); }

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

// Independent lanes, so that the order of additions is fixed however wide the registers are.
struct Sum {
  float lane[count] = {};

  INLINE void add(float* shares, int64_t length) {
    for (int64_t i = length; i < chunk; i++) shares[i] = 0;
    for (int64_t i = 0; i < chunk; i += count)
      for (int64_t j = 0; j < count; j++) lane[j] += shares[i + j];
  }

  INLINE double total() const {
    double sum = 0;
    for (int64_t j = 0; j < count; j++) sum += lane[j];
    return sum;
  }
};

}  // namespace lanes
