// Layers and losses as functions.
#include "shim.h"

#include <tuple>

BCT_EXPORT Handle bct_conv2d(Handle input, Handle weight, Handle bias, const int64_t* stride, const int64_t* padding, const int64_t* dilation,
                             int64_t groups) {
  return tensor_of([&] { return at::conv2d(*input, *weight, optional_of(bias), ints(stride, 2), ints(padding, 2), ints(dilation, 2), groups); });
}

BCT_EXPORT Handle bct_conv_transpose2d(Handle input, Handle weight, Handle bias, const int64_t* stride, const int64_t* padding,
                                       const int64_t* output_padding, const int64_t* dilation, int64_t groups) {
  return tensor_of([&] {
    return at::conv_transpose2d(*input, *weight, optional_of(bias), ints(stride, 2), ints(padding, 2), ints(output_padding, 2), groups,
                                ints(dilation, 2));
  });
}

BCT_EXPORT Handle bct_linear(Handle input, Handle weight, Handle bias) {
  return tensor_of([&] { return at::linear(*input, *weight, optional_of(bias)); });
}

BCT_EXPORT Handle bct_batch_norm(Handle input, Handle running_mean, Handle running_var, Handle weight, Handle bias, int training,
                                 double momentum, double eps) {
  return tensor_of([&] {
    return at::batch_norm(*input, optional_of(weight), optional_of(bias), optional_of(running_mean), optional_of(running_var), training != 0,
                          momentum, eps, false);
  });
}

BCT_EXPORT Handle bct_layer_norm(Handle input, const int64_t* normalized_shape, int64_t count, Handle weight, Handle bias, double eps) {
  return tensor_of([&] { return at::layer_norm(*input, ints(normalized_shape, count), optional_of(weight), optional_of(bias), eps); });
}

BCT_EXPORT Handle bct_hardtanh(Handle input, double min, double max) {
  return tensor_of([&] { return at::hardtanh(*input, min, max); });
}

BCT_EXPORT int bct_hardtanh_(Handle input, double min, double max) {
  return status_of([&] { at::hardtanh_(*input, min, max); });
}

BCT_EXPORT Handle bct_leaky_relu(Handle input, double negative_slope) {
  return tensor_of([&] { return at::leaky_relu(*input, negative_slope); });
}

BCT_EXPORT Handle bct_elu(Handle input, double alpha) {
  return tensor_of([&] { return at::elu(*input, alpha); });
}

BCT_EXPORT Handle bct_softplus(Handle input, double beta, double threshold) {
  return tensor_of([&] { return at::softplus(*input, beta, threshold); });
}

BCT_EXPORT Handle bct_hardswish(Handle input) {
  return tensor_of([&] { return at::hardswish(*input); });
}

BCT_EXPORT Handle bct_hardsigmoid(Handle input) {
  return tensor_of([&] { return at::hardsigmoid(*input); });
}

BCT_EXPORT Handle bct_silu(Handle input) {
  return tensor_of([&] { return at::silu(*input); });
}

BCT_EXPORT Handle bct_max_pool2d(Handle input, const int64_t* kernel, const int64_t* stride, const int64_t* padding, const int64_t* dilation,
                                 int ceil_mode) {
  return tensor_of([&] { return at::max_pool2d(*input, ints(kernel, 2), ints(stride, 2), ints(padding, 2), ints(dilation, 2), ceil_mode != 0); });
}

// divisor: 0 for the number of elements under the kernel.
BCT_EXPORT Handle bct_avg_pool2d(Handle input, const int64_t* kernel, const int64_t* stride, const int64_t* padding, int ceil_mode,
                                 int count_include_pad, int64_t divisor) {
  return tensor_of([&] {
    return at::avg_pool2d(*input, ints(kernel, 2), ints(stride, 2), ints(padding, 2), ceil_mode != 0, count_include_pad != 0,
                          divisor > 0 ? c10::optional<int64_t>(divisor) : c10::nullopt);
  });
}

BCT_EXPORT Handle bct_adaptive_avg_pool2d(Handle input, const int64_t* output_size) {
  return tensor_of([&] { return at::adaptive_avg_pool2d(*input, ints(output_size, 2)); });
}

BCT_EXPORT Handle bct_softmax(Handle input, int64_t dim, int64_t type) {
  return tensor_of([&] { return at::softmax(*input, dim, optional_type(type)); });
}

BCT_EXPORT Handle bct_log_softmax(Handle input, int64_t dim) {
  return tensor_of([&] { return at::log_softmax(*input, dim); });
}

BCT_EXPORT Handle bct_cross_entropy(Handle input, Handle target, Handle weight, int64_t ignore_index, int64_t reduction, double label_smoothing) {
  return tensor_of([&] { return at::cross_entropy_loss(*input, *target, optional_of(weight), reduction, ignore_index, label_smoothing); });
}

BCT_EXPORT Handle bct_nll_loss(Handle input, Handle target, Handle weight, int64_t reduction) {
  return tensor_of([&] { return at::nll_loss(*input, *target, optional_of(weight), reduction); });
}

BCT_EXPORT Handle bct_mse_loss(Handle input, Handle target, int64_t reduction) {
  return tensor_of([&] { return at::mse_loss(*input, *target, reduction); });
}

BCT_EXPORT Handle bct_kl_div(Handle input, Handle target, int64_t reduction, int log_target) {
  return tensor_of([&] { return at::kl_div(*input, *target, reduction, log_target != 0); });
}

BCT_EXPORT Handle bct_dropout(Handle input, double p, int training) {
  return tensor_of([&] { return at::dropout(*input, p, training != 0); });
}

BCT_EXPORT Handle bct_one_hot(Handle input, int64_t classes) {
  return tensor_of([&] { return at::one_hot(*input, classes); });
}
