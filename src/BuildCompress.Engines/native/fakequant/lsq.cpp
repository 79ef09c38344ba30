// LSQ (Esser et al., ICLR 2020, equations 1 to 3) as one autograd function: one pass forward, one pass backward.
// Other quantisers go beside it: <method>.h and <method>_kernels.cpp for the passes, <method>.cpp for the function.
#include "fakequant/lsq.h"

#include "shim.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <vector>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

// Sums are taken per block of this many elements, then over the blocks in order: any number of threads gives the same scale gradient.
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

Layout layout_of(const at::Tensor& x, const at::Tensor& scale) {
  const int64_t runs = scale.numel();
  TORCH_CHECK(scale.scalar_type() == at::kFloat, "fake quantisation needs a float32 scale, not ", scale.scalar_type());
  TORCH_CHECK(runs == 1 || (x.dim() > 0 && x.size(0) == runs), "the scale has ", runs, " elements; x of shape ", x.sizes(),
              " takes one, or one per index of its first dimension");
  return {runs, runs == 0 ? 0 : x.numel() / runs};
}

// Dense with the first dimension slowest, as both NCHW and NHWC memory are: element order in memory is then all the kernels need.
at::Tensor dense(const at::Tensor& x) {
  const auto format = x.suggest_memory_format();
  return x.contiguous(format);
}

at::Tensor like(const at::Tensor& g, const at::Tensor& x) {
  if (g.strides() == x.strides() && g.scalar_type() == x.scalar_type()) return g;
  at::Tensor laid = at::empty_like(x);
  laid.copy_(g);
  return laid;
}

template <class T>
void forward_all(const at::Tensor& x, at::Tensor& y, const at::Tensor& scale, const Layout& layout, float low, float high) {
  const T* from = static_cast<const T*>(x.data_ptr());
  T* to = static_cast<T*>(y.data_ptr());
  const float* scales = scale.data_ptr<float>();
  for_each_block(layout, [&](int64_t, int64_t run, int64_t at, int64_t count) { lsq::forward(from + at, to + at, count, scales[run], low, high); });
}

template <class T>
void backward_all(const at::Tensor& x, const at::Tensor& g, at::Tensor& dx, const at::Tensor& scale, const Layout& layout, float low, float high,
                  std::vector<double>& sums) {
  const T* from = static_cast<const T*>(x.data_ptr());
  const T* gradient = static_cast<const T*>(g.data_ptr());
  T* to = static_cast<T*>(dx.data_ptr());
  const float* scales = scale.data_ptr<float>();
  for_each_block(layout, [&](int64_t block, int64_t run, int64_t at, int64_t count) {
    sums[block] = lsq::backward(from + at, gradient + at, to + at, count, scales[run], low, high);
  });
}

struct LearnedStep : torch::autograd::Function<LearnedStep> {
  static Variable forward(AutogradContext* ctx, const Variable& input, const Variable& step, double low, double high, double gradient_scale) {
    const at::Tensor x = dense(input);
    const at::Tensor scale = step.contiguous();
    const Layout layout = layout_of(x, scale);
    at::Tensor y = at::empty_like(x);
    if (x.scalar_type() == at::kFloat)
      forward_all<float>(x, y, scale, layout, static_cast<float>(low), static_cast<float>(high));
    else
      forward_all<uint16_t>(x, y, scale, layout, static_cast<float>(low), static_cast<float>(high));
    ctx->save_for_backward({x, scale});
    ctx->saved_data["low"] = low;
    ctx->saved_data["high"] = high;
    ctx->saved_data["gradient_scale"] = gradient_scale;
    return y;
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor& x = saved[0];
    const at::Tensor& scale = saved[1];
    const float low = static_cast<float>(ctx->saved_data["low"].toDouble());
    const float high = static_cast<float>(ctx->saved_data["high"].toDouble());
    const double gradient_scale = ctx->saved_data["gradient_scale"].toDouble();
    const Layout layout = layout_of(x, scale);
    const at::Tensor g = like(gradients[0], x);
    at::Tensor dx = at::empty_like(x);
    std::vector<double> sums(static_cast<size_t>(layout.blocks()));
    if (x.scalar_type() == at::kFloat)
      backward_all<float>(x, g, dx, scale, layout, low, high, sums);
    else
      backward_all<uint16_t>(x, g, dx, scale, layout, low, high, sums);

    at::Tensor ds = at::empty_like(scale);
    float* to = ds.data_ptr<float>();
    const int64_t per_run = layout.blocks_per_run();
    for (int64_t run = 0; run < layout.runs; run++) {
      double sum = 0;
      for (int64_t block = run * per_run; block < (run + 1) * per_run; block++) sum += sums[block];
      to[run] = static_cast<float>(sum * gradient_scale);
    }
    return {dx, ds, Variable(), Variable(), Variable()};
  }
};

}  // namespace

// x: float32 or bfloat16; scale: one element, or one per index of x's first dimension.
BCT_EXPORT Handle bct_lsq(Handle x, Handle scale, double low, double high, double gradient_scale) {
  return tensor_of([&] {
    TORCH_CHECK(x->scalar_type() == at::kFloat || x->scalar_type() == at::kBFloat16, "fake quantisation takes float32 or bfloat16, not ",
                x->scalar_type());
    return LearnedStep::apply(*x, *scale, low, high, gradient_scale);
  });
}
