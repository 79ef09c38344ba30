// What the autograd functions share: how a tensor falls into runs of one scale each, and those into blocks of fixed size.
#pragma once

#include "shim.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <vector>

namespace fakequant {

// Sums are taken per block of this many elements, then over the blocks in order: any number of threads gives the same gradients.
constexpr int64_t block_size = 16384;

// One scale per run of `run` elements: the whole tensor, or one channel of the slowest dimension.
struct Layout {
  int64_t runs;
  int64_t run;
  int64_t blocks_per_run() const { return (run + block_size - 1) / block_size; }
  int64_t blocks() const { return runs * blocks_per_run(); }
};

template <class F>
void for_each_block(const Layout& layout, const F& f) {
  const int64_t per_run = layout.blocks_per_run();
  at::parallel_for(0, layout.blocks(), 1, [&](int64_t begin, int64_t end) {
    for (int64_t block = begin; block < end; block++) {
      const int64_t start = (block % per_run) * block_size;
      f(block, block / per_run, (block / per_run) * layout.run + start, std::min(block_size, layout.run - start));
    }
  });
}

inline Layout layout_of(const at::Tensor& x, const at::Tensor& scale, const char* name = "scale") {
  const int64_t runs = scale.numel();
  TORCH_CHECK(scale.scalar_type() == at::kFloat, "fake quantisation needs a float32 ", name, ", not ", scale.scalar_type());
  TORCH_CHECK(runs == 1 || (x.dim() > 0 && x.size(0) == runs), "the ", name, " has ", runs, " elements; x of shape ", x.sizes(),
              " takes one, or one per index of its first dimension");
  return {runs, runs == 0 ? 0 : x.numel() / runs};
}

inline void check_input(const at::Tensor& x) {
  TORCH_CHECK(x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16, "fake quantisation takes float32 or bfloat16, not ",
              x.scalar_type());
}

// Dense with the first dimension slowest, as both NCHW and NHWC memory are: element order in memory is then all the kernels need.
inline at::Tensor dense(const at::Tensor& x) { return x.contiguous(x.suggest_memory_format()); }

inline at::Tensor like(const at::Tensor& g, const at::Tensor& x) {
  if (g.strides() == x.strides() && g.scalar_type() == x.scalar_type()) return g;
  at::Tensor laid = at::empty_like(x);
  laid.copy_(g);
  return laid;
}

// Per run, the sums of its blocks.
template <size_t N>
std::vector<std::array<double, N>> per_run(const Layout& layout, const std::vector<std::array<double, N>>& blocks) {
  std::vector<std::array<double, N>> totals(static_cast<size_t>(layout.runs));
  const int64_t count = layout.blocks_per_run();
  for (int64_t run = 0; run < layout.runs; run++)
    for (int64_t block = run * count; block < (run + 1) * count; block++)
      for (size_t i = 0; i < N; i++) totals[run][i] += blocks[block][i];
  return totals;
}

}  // namespace fakequant
