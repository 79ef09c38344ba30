// Gradients: the tape, grad mode, leaves.
#include "shim.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

BCT_EXPORT int bct_requires_grad(Handle self) { return self->requires_grad() ? 1 : 0; }
BCT_EXPORT int bct_is_leaf(Handle self) { return self->is_leaf() ? 1 : 0; }

BCT_EXPORT int bct_set_requires_grad(Handle self, int requires_grad) {
  return status_of([&] { self->set_requires_grad(requires_grad != 0); });
}

BCT_EXPORT int bct_retain_grad(Handle self) {
  return status_of([&] { self->retain_grad(); });
}

// Null without an error when there is no gradient yet.
BCT_EXPORT int bct_grad(Handle self, Handle* grad) {
  return status_of([&] { *grad = own(self->grad()); });
}

BCT_EXPORT int bct_set_grad(Handle self, Handle grad) {
  return status_of([&] { self->mutable_grad() = grad ? *grad : at::Tensor(); });
}

BCT_EXPORT Handle bct_detach(Handle self) {
  return tensor_of([&] { return self->detach(); });
}

BCT_EXPORT int bct_detach_(Handle self) {
  return status_of([&] { self->detach_(); });
}

BCT_EXPORT int bct_backward(const Handle* tensors, int64_t count, const Handle* grads, int64_t grad_count, int retain_graph, int create_graph,
                            const Handle* inputs, int64_t input_count) {
  return status_of([&] {
    torch::autograd::backward(list_of(tensors, count), list_of(grads, grad_count), retain_graph != 0, create_graph != 0,
                              list_of(inputs, input_count));
  });
}

BCT_EXPORT int bct_autograd_grad(const Handle* outputs, int64_t output_count, const Handle* inputs, int64_t input_count, const Handle* grads,
                                 int64_t grad_count, int retain_graph, int create_graph, int allow_unused, Handle* results) {
  return status_of([&] {
    auto gradients = torch::autograd::grad(list_of(outputs, output_count), list_of(inputs, input_count), list_of(grads, grad_count),
                                           retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < gradients.size(); i++) results[i] = own(gradients[i]);
  });
}

BCT_EXPORT int bct_is_grad_enabled() { return at::GradMode::is_enabled() ? 1 : 0; }
BCT_EXPORT void bct_set_grad_enabled(int enabled) { at::GradMode::set_enabled(enabled != 0); }
