// LSQ (Esser et al., ICLR 2020, equations 1 to 3) as one autograd function: one pass forward, one pass backward.
// Other quantisers go beside it: <method>.h and <method>_kernels.cpp for the passes, <method>.cpp for the function.
#include "fakequant/lsq.h"

#include "fakequant/blocks.h"

#include <torch/csrc/autograd/custom_function.h>

namespace {

using namespace fakequant;
using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

template <class T>
void forward_all(const at::Tensor& x, at::Tensor& y, const at::Tensor& scale, const Layout& layout, float low, float high) {
  const T* from = static_cast<const T*>(x.data_ptr());
  T* to = static_cast<T*>(y.data_ptr());
  const float* scales = scale.data_ptr<float>();
  for_each_block(layout, [&](int64_t, int64_t run, int64_t at, int64_t count) { lsq::forward(from + at, to + at, count, scales[run], low, high); });
}

template <class T>
void backward_all(const at::Tensor& x, const at::Tensor& g, at::Tensor& dx, const at::Tensor& scale, const Layout& layout, float low, float high,
                  std::vector<std::array<double, 1>>& sums) {
  const T* from = static_cast<const T*>(x.data_ptr());
  const T* gradient = static_cast<const T*>(g.data_ptr());
  T* to = static_cast<T*>(dx.data_ptr());
  const float* scales = scale.data_ptr<float>();
  for_each_block(layout, [&](int64_t block, int64_t run, int64_t at, int64_t count) {
    sums[block] = {lsq::backward(from + at, gradient + at, to + at, count, scales[run], low, high)};
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
    std::vector<std::array<double, 1>> sums(static_cast<size_t>(layout.blocks()));
    if (x.scalar_type() == at::kFloat)
      backward_all<float>(x, g, dx, scale, layout, low, high, sums);
    else
      backward_all<uint16_t>(x, g, dx, scale, layout, low, high, sums);

    at::Tensor ds = at::empty_like(scale);
    float* to = ds.data_ptr<float>();
    const auto totals = per_run(layout, sums);
    for (int64_t run = 0; run < layout.runs; run++) to[run] = static_cast<float>(totals[run][0] * gradient_scale);
    return {dx, ds, Variable(), Variable(), Variable()};
  }
};

}  // namespace

// x: float32 or bfloat16; scale: one element, or one per index of x's first dimension.
BCT_EXPORT Handle bct_lsq(Handle x, Handle scale, double low, double high, double gradient_scale) {
  return tensor_of([&] {
    check_input(*x);
    return LearnedStep::apply(*x, *scale, low, high, gradient_scale);
  });
}
