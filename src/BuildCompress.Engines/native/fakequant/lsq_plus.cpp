// LSQ+ (Bhalgat et al., CVPR Workshops 2020, equations 2 to 4) as one autograd function: one pass forward, one pass backward.
#include "fakequant/lsq_plus.h"

#include "fakequant/blocks.h"

#include <torch/csrc/autograd/custom_function.h>

namespace {

using namespace fakequant;
using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

struct Bounds {
  float low, high;
  lsq_plus::Grid grid(const at::Tensor& scale, const at::Tensor& offset, int64_t run) const {
    return {scale.data_ptr<float>()[run], offset.data_ptr<float>()[run], low, high};
  }
};

template <class T>
void forward_all(const at::Tensor& x, at::Tensor& y, const at::Tensor& scale, const at::Tensor& offset, const Layout& layout, Bounds bounds) {
  const T* from = static_cast<const T*>(x.data_ptr());
  T* to = static_cast<T*>(y.data_ptr());
  for_each_block(layout, [&](int64_t, int64_t run, int64_t at, int64_t count) {
    lsq_plus::forward(from + at, to + at, count, bounds.grid(scale, offset, run));
  });
}

template <class T>
void backward_all(const at::Tensor& x, const at::Tensor& g, at::Tensor& dx, const at::Tensor& scale, const at::Tensor& offset,
                  const Layout& layout, Bounds bounds, std::vector<std::array<double, 2>>& sums) {
  const T* from = static_cast<const T*>(x.data_ptr());
  const T* gradient = static_cast<const T*>(g.data_ptr());
  T* to = static_cast<T*>(dx.data_ptr());
  for_each_block(layout, [&](int64_t block, int64_t run, int64_t at, int64_t count) {
    const auto shares = lsq_plus::backward(from + at, gradient + at, to + at, count, bounds.grid(scale, offset, run));
    sums[block] = {shares.scale, shares.offset};
  });
}

struct LearnedStepAndOffset : torch::autograd::Function<LearnedStepAndOffset> {
  static Variable forward(AutogradContext* ctx, const Variable& input, const Variable& step, const Variable& start, double low, double high,
                          double gradient_scale) {
    const at::Tensor x = dense(input);
    const at::Tensor scale = step.contiguous();
    const at::Tensor offset = start.contiguous();
    const Layout layout = layout_of(x, scale);
    TORCH_CHECK(layout_of(x, offset, "offset").runs == layout.runs, "scale and offset differ in size");
    const Bounds bounds{static_cast<float>(low), static_cast<float>(high)};
    at::Tensor y = at::empty_like(x);
    if (x.scalar_type() == at::kFloat)
      forward_all<float>(x, y, scale, offset, layout, bounds);
    else
      forward_all<uint16_t>(x, y, scale, offset, layout, bounds);
    ctx->save_for_backward({x, scale, offset});
    ctx->saved_data["low"] = low;
    ctx->saved_data["high"] = high;
    ctx->saved_data["gradient_scale"] = gradient_scale;
    return y;
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor &x = saved[0], &scale = saved[1], &offset = saved[2];
    const Bounds bounds{static_cast<float>(ctx->saved_data["low"].toDouble()), static_cast<float>(ctx->saved_data["high"].toDouble())};
    const double gradient_scale = ctx->saved_data["gradient_scale"].toDouble();
    const Layout layout = layout_of(x, scale);
    const at::Tensor g = like(gradients[0], x);
    at::Tensor dx = at::empty_like(x);
    std::vector<std::array<double, 2>> sums(static_cast<size_t>(layout.blocks()));
    if (x.scalar_type() == at::kFloat)
      backward_all<float>(x, g, dx, scale, offset, layout, bounds, sums);
    else
      backward_all<uint16_t>(x, g, dx, scale, offset, layout, bounds, sums);

    at::Tensor ds = at::empty_like(scale), db = at::empty_like(offset);
    const auto totals = per_run(layout, sums);
    for (int64_t run = 0; run < layout.runs; run++) {
      ds.data_ptr<float>()[run] = static_cast<float>(totals[run][0] * gradient_scale);
      db.data_ptr<float>()[run] = static_cast<float>(totals[run][1] * gradient_scale);
    }
    return {dx, ds, db, Variable(), Variable(), Variable()};
  }
};

}  // namespace

// x: float32 or bfloat16; scale and offset: one element each, or one per index of x's first dimension.
BCT_EXPORT Handle bct_lsq_plus(Handle x, Handle scale, Handle offset, double low, double high, double gradient_scale) {
  return tensor_of([&] {
    check_input(*x);
    return LearnedStepAndOffset::apply(*x, *scale, *offset, low, high, gradient_scale);
  });
}
