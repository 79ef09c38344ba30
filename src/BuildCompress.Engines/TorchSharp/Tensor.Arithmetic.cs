using BuildCompress.Engines.TorchSharp.PInvoke;
using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    /// <summary>Element-wise arithmetic with broadcasting; a trailing underscore works in place and returns this tensor.</summary>
    public unsafe partial class Tensor
    {
        private static readonly NativeScalar One = new(NativeScalar.Integer, 1);

        public Tensor add(Tensor target) => Take(bct_add(Handle, target.Handle, One), this, target);

        /// <summary>this + alpha * target</summary>
        public Tensor add(Tensor target, Scalar alpha) => Take(bct_add(Handle, target.Handle, alpha.Native), this, target);

        public Tensor add(Scalar scalar) => Take(bct_add_scalar(Handle, scalar.Native, One), this);

        public Tensor add(Scalar scalar, Scalar alpha) => Take(bct_add_scalar(Handle, scalar.Native, alpha.Native), this);

        public Tensor add_(Tensor target) => InPlace(bct_add_(Handle, target.Handle, One), target);

        public Tensor add_(Tensor target, Scalar alpha) => InPlace(bct_add_(Handle, target.Handle, alpha.Native), target);

        public Tensor add_(Scalar scalar) => InPlace(bct_add_scalar_(Handle, scalar.Native, One));

        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace(bct_add_scalar_(Handle, scalar.Native, alpha.Native));

        public Tensor sub(Tensor target) => Take(bct_sub(Handle, target.Handle), this, target);

        public Tensor sub(Scalar target) => Take(bct_sub_scalar(Handle, target.Native), this);

        public Tensor sub_(Tensor target) => InPlace(bct_sub_(Handle, target.Handle), target);

        public Tensor sub_(Scalar target) => InPlace(bct_sub_scalar_(Handle, target.Native));

        public Tensor mul(Tensor target) => Take(bct_mul(Handle, target.Handle), this, target);

        public Tensor mul(Scalar target) => Take(bct_mul_scalar(Handle, target.Native), this);

        public Tensor mul_(Tensor target) => InPlace(bct_mul_(Handle, target.Handle), target);

        public Tensor mul_(Scalar target) => InPlace(bct_mul_scalar_(Handle, target.Native));

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Take(bct_div(Handle, target.Handle, (int)rounding_mode), this, target);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Take(bct_div_scalar(Handle, target.Native, (int)rounding_mode), this);

        public Tensor div_(Tensor target) => InPlace(bct_div_(Handle, target.Handle), target);

        public Tensor div_(Scalar target) => InPlace(bct_div_scalar_(Handle, target.Native));

        public Tensor pow(Tensor exponent) => Take(bct_pow(Handle, exponent.Handle), this, exponent);

        public Tensor pow(Scalar exponent) => Take(bct_pow_scalar(Handle, exponent.Native), this);

        public Tensor maximum(Tensor other) => Take(bct_maximum(Handle, other.Handle), this, other);

        public Tensor minimum(Tensor other) => Take(bct_minimum(Handle, other.Handle), this, other);

        public Tensor neg() => Take(bct_neg(Handle), this);

        public Tensor abs() => Take(bct_abs(Handle), this);

        public Tensor sign() => Take(bct_sign(Handle), this);

        public Tensor sqrt() => Take(bct_sqrt(Handle), this);

        public Tensor rsqrt() => Take(bct_rsqrt(Handle), this);

        public Tensor reciprocal() => Take(bct_reciprocal(Handle), this);

        public Tensor square() => Take(bct_square(Handle), this);

        public Tensor exp() => Take(bct_exp(Handle), this);

        /// <summary>The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.</summary>
        public Tensor erf() => Take(bct_erf(Handle), this);

        public Tensor log() => Take(bct_log(Handle), this);

        public Tensor floor() => Take(bct_floor(Handle), this);

        /// <summary>To the nearest integer, or decimal; halves to even.</summary>
        public Tensor round(long decimals = 0) => Take(bct_round(Handle, decimals), this);

        public Tensor relu() => Take(bct_relu(Handle), this);

        public Tensor relu_() => InPlace(bct_relu_(Handle));

        public Tensor sigmoid() => Take(bct_sigmoid(Handle), this);

        public Tensor tanh() => Take(bct_tanh(Handle), this);

        /// <summary>Limits to [min, max]; the gradient passes where a value lies within, bounds included.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            var (low, high) = (min?.Native ?? default, max?.Native ?? default);
            return Take(bct_clamp(Handle, min is null ? null : &low, max is null ? null : &high), this);
        }

        public Tensor clamp(Tensor? min = null, Tensor? max = null) =>
            Take(bct_clamp_tensor(Handle, min is null ? 0 : min.Handle, max is null ? 0 : max.Handle), this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            var (low, high) = (min?.Native ?? default, max?.Native ?? default);
            return InPlace(bct_clamp_(Handle, min is null ? null : &low, max is null ? null : &high));
        }

        public Tensor masked_fill(Tensor mask, Scalar value) => Take(bct_masked_fill(Handle, mask.Handle, value.Native), this, mask);

        /// <summary>Matrix product over the last two dimensions.</summary>
        public Tensor matmul(Tensor target) => Take(bct_matmul(Handle, target.Handle), this, target);

        /// <summary>[n, k] x [k, m] gives [n, m]</summary>
        public Tensor mm(Tensor target) => Take(bct_mm(Handle, target.Handle), this, target);

        /// <summary>[b, n, k] x [b, k, m] gives [b, n, m]</summary>
        public Tensor bmm(Tensor batch2) => Take(bct_bmm(Handle, batch2.Handle), this, batch2);
    }
}
