#nullable enable
using System;
using System.Collections.Generic;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor this[long i1] { get => throw null!; set => throw null!; }

        public Tensor add(Tensor target) => throw null!;

        public Tensor add(Tensor target, Scalar alpha) => throw null!;

        public Tensor add(Scalar scalar) => throw null!;

        public Tensor add(Scalar scalar, Scalar alpha) => throw null!;

        public Tensor add_(Tensor target) => throw null!;

        public Tensor add_(Tensor target, Scalar alpha) => throw null!;

        public Tensor add_(Scalar scalar) => throw null!;

        public Tensor add_(Scalar scalar, Scalar alpha) => throw null!;

        public Tensor sub(Tensor target) => throw null!;

        public Tensor sub(Scalar target) => throw null!;

        public Tensor mul(Tensor target) => throw null!;

        public Tensor mul(Scalar target) => throw null!;

        public Tensor mul_(Tensor target) => throw null!;

        public Tensor mul_(Scalar target) => throw null!;

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => throw null!;

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => throw null!;

        public Tensor pow(Tensor exponent) => throw null!;

        public Tensor pow(Scalar exponent) => throw null!;

        public Tensor neg() => throw null!;

        public Tensor abs() => throw null!;

        public Tensor sign() => throw null!;

        public Tensor sqrt() => throw null!;

        public Tensor rsqrt() => throw null!;

        public Tensor reciprocal() => throw null!;

        public Tensor square() => throw null!;

        public Tensor exp() => throw null!;

        public Tensor erf() => throw null!;

        public Tensor floor() => throw null!;

        public Tensor log() => throw null!;

        public Tensor round(long decimals = 0) => throw null!;

        public Tensor relu() => throw null!;

        public Tensor sigmoid() => throw null!;

        public Tensor tanh() => throw null!;

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => throw null!;

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => throw null!;

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => throw null!;

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => throw null!;

        public Tensor maximum(Tensor other) => throw null!;

        public Tensor minimum(Tensor other) => throw null!;

        public Tensor matmul(Tensor target) => throw null!;

        public Tensor mm(Tensor target) => throw null!;

        public Tensor eq(Tensor target) => throw null!;

        public Tensor eq(Scalar target) => throw null!;

        public Tensor ne(Tensor target) => throw null!;

        public Tensor ne(Scalar target) => throw null!;

        public Tensor gt(Tensor target) => throw null!;

        public Tensor gt(Scalar target) => throw null!;

        public Tensor lt(Tensor target) => throw null!;

        public Tensor lt(Scalar target) => throw null!;

        public Tensor ge(Tensor target) => throw null!;

        public Tensor ge(Scalar target) => throw null!;

        public Tensor le(Tensor target) => throw null!;

        public Tensor le(Scalar target) => throw null!;

        public Tensor sum(ScalarType? type = null) => throw null!;

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => throw null!;

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => throw null!;

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => throw null!;

        public Tensor mean() => throw null!;

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => throw null!;

        public Tensor max() => throw null!;

        public Tensor max(Tensor other) => throw null!;

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => throw null!;

        public Tensor min() => throw null!;

        public Tensor min(Tensor other) => throw null!;

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => throw null!;

        public Tensor amax(params long[] dims) => throw null!;

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => throw null!;

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => throw null!;

        public Tensor amin(params long[] dims) => throw null!;

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => throw null!;

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => throw null!;

        public Tensor argmax() => throw null!;

        public Tensor argmax(long dim, bool keepdim = false) => throw null!;

        public Tensor norm(float p = 2) => throw null!;

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => throw null!;

        public Tensor reshape(params long[] shape) => throw null!;

        public Tensor view(params long[] shape) => throw null!;

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => throw null!;

        public Tensor permute(params long[] permutation) => throw null!;

        public Tensor permute(IEnumerable<long> permutation) => throw null!;

        public Tensor expand(params long[] sizes) => throw null!;

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => throw null!;

        public Tensor expand(long[] sizes, bool isImplicit = false) => throw null!;

        public Tensor squeeze(long? dim = null) => throw null!;

        public Tensor unsqueeze(long dim) => throw null!;

        public Tensor slice(long dim, long start, long finish, long step) => throw null!;

        public Tensor narrow(long dim, long start, long length) => throw null!;

        public Tensor select(long dim, long index) => throw null!;

        public Tensor index_select(long dim, Tensor index) => throw null!;

        public Tensor flip(params long[] dims) => throw null!;
    }
}
