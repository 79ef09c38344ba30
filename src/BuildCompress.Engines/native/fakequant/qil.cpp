// QIL (Jung et al., CVPR 2019, equations 1 to 5) as one autograd function: one pass forward, one pass backward.
#include "fakequant/qil.h"

#include "fakequant/blocks.h"

#include <torch/csrc/autograd/custom_function.h>

namespace {

using namespace fakequant;
using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

// Everything but x: three learned numbers per run, and what is fixed.
struct Transformer {
  at::Tensor centre, half_width, gamma;
  double levels, output;
  bool signed_, curved;
  qil::Interval interval(int64_t run) const {
    return {centre.data_ptr<float>()[run], half_width.data_ptr<float>()[run], gamma.data_ptr<float>()[run], static_cast<float>(levels),
            static_cast<float>(output)};
  }
};

template <class T>
void forward_all(const at::Tensor& x, at::Tensor& y, const Layout& layout, const Transformer& transformer) {
  const T* from = static_cast<const T*>(x.data_ptr());
  T* to = static_cast<T*>(y.data_ptr());
  for_each_block(layout, [&](int64_t, int64_t run, int64_t at, int64_t count) {
    qil::forward(from + at, to + at, count, transformer.interval(run), transformer.signed_);
  });
}

template <class T>
void backward_all(const at::Tensor& x, const at::Tensor& g, at::Tensor& dx, const Layout& layout, const Transformer& transformer,
                  std::vector<std::array<double, 3>>& sums) {
  const T* from = static_cast<const T*>(x.data_ptr());
  const T* gradient = static_cast<const T*>(g.data_ptr());
  T* to = static_cast<T*>(dx.data_ptr());
  for_each_block(layout, [&](int64_t block, int64_t run, int64_t at, int64_t count) {
    const auto shares = qil::backward(from + at, gradient + at, to + at, count, transformer.interval(run), transformer.signed_, transformer.curved);
    sums[block] = {shares.centre, shares.half_width, shares.gamma};
  });
}

struct LearnedInterval : torch::autograd::Function<LearnedInterval> {
  static Variable forward(AutogradContext* ctx, const Variable& input, const Variable& centre, const Variable& half_width, const Variable& gamma,
                          double levels, bool signed_, double output, double gradient_scale) {
    const at::Tensor x = dense(input);
    const Transformer transformer{centre.contiguous(), half_width.contiguous(), gamma.contiguous(), levels, output, signed_, gamma.requires_grad()};
    const Layout layout = layout_of(x, transformer.centre, "centre");
    TORCH_CHECK(layout_of(x, transformer.half_width, "half width").runs == layout.runs && layout_of(x, transformer.gamma, "gamma").runs == layout.runs,
                "centre, half width and gamma differ in size");
    at::Tensor y = at::empty_like(x);
    if (x.scalar_type() == at::kFloat)
      forward_all<float>(x, y, layout, transformer);
    else
      forward_all<uint16_t>(x, y, layout, transformer);
    ctx->save_for_backward({x, transformer.centre, transformer.half_width, transformer.gamma});
    ctx->saved_data["levels"] = levels;
    ctx->saved_data["signed"] = signed_;
    ctx->saved_data["curved"] = transformer.curved;
    ctx->saved_data["output"] = output;
    ctx->saved_data["gradient_scale"] = gradient_scale;
    return y;
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor& x = saved[0];
    const Transformer transformer{saved[1], saved[2], saved[3], ctx->saved_data["levels"].toDouble(), ctx->saved_data["output"].toDouble(),
                                  ctx->saved_data["signed"].toBool(), ctx->saved_data["curved"].toBool()};
    const double gradient_scale = ctx->saved_data["gradient_scale"].toDouble();
    const Layout layout = layout_of(x, transformer.centre, "centre");
    const at::Tensor g = like(gradients[0], x);
    at::Tensor dx = at::empty_like(x);
    std::vector<std::array<double, 3>> sums(static_cast<size_t>(layout.blocks()));
    if (x.scalar_type() == at::kFloat)
      backward_all<float>(x, g, dx, layout, transformer, sums);
    else
      backward_all<uint16_t>(x, g, dx, layout, transformer, sums);

    const auto totals = per_run(layout, sums);
    variable_list result{dx};
    for (size_t i = 0; i < 3; i++) {
      at::Tensor gradient = at::empty_like(saved[1 + i]);
      for (int64_t run = 0; run < layout.runs; run++) gradient.data_ptr<float>()[run] = static_cast<float>(totals[run][i] * gradient_scale);
      result.push_back(gradient);
    }
    result.resize(8);
    return result;
  }
};

}  // namespace

// x: float32 or bfloat16; centre, half_width, gamma: one element each, or one per index of x's first dimension.
BCT_EXPORT Handle bct_qil(Handle x, Handle centre, Handle half_width, Handle gamma, double levels, int signed_, double output,
                          double gradient_scale) {
  return tensor_of([&] {
    check_input(*x);
    return LearnedInterval::apply(*x, *centre, *half_width, *gamma, levels, signed_ != 0, output, gradient_scale);
  });
}
