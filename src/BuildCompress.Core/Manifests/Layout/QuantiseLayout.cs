using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Shapes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Layout;

/// <summary><c>compress.quantise.bits</c> and <c>compress.quantise.schedule</c>.</summary>
internal static class QuantiseLayout
{
    private static readonly WholeNumberShape Width = new(2, 8);

    private static readonly AutoShape<int> EndWidth = new(new WholeNumberShape(2, QuantiseBits.Float));

    private static readonly AutoShape<bool> AutoFlag = new(new FlagShape());

    private static readonly NumberShape Share = new(0, 1);

    private static readonly SectionShape<MixedBits> Mixed = new SectionShape<MixedBits>("\"mixed\"")
        .Field("weights", new ListShape<int>(Width, 8), m => m.Weights, (m, v) => m with { Weights = [.. v.Distinct().Order()] },
            "Bits that a layer's weights may have. What lies in the same type in the file (3 and 4, 5 to 8) differs in bit operations only.")
        .Field("sensitivity", new ChoiceShape<BitSensitivity>(), m => m.Sensitivity, (m, v) => m with { Sensitivity = v },
            "How the increase of the loss is estimated: curvature (second order, one pass over the samples), measured (one pass per layer and width).")
        .Field("samples", new WholeNumberShape(1, 1_000_000), m => m.Samples, (m, v) => m with { Samples = v },
            "Training samples that it is estimated on.");

    public static readonly SectionShape<QuantiseBits> Bits = new SectionShape<QuantiseBits>("\"bits\"")
        .Field("weights", Width, b => b.Weights, (b, v) => b with { Weights = v },
            "Bits of a weight. The file holds 4 and 3 bits as int4, 2 bits as int2, others as int8.")
        .Field("activations", Width, b => b.Activations, (b, v) => b with { Activations = v },
            "Bits of what a layer reads. Residual sums and pooled values keep 8.")
        .Field("first", EndWidth, b => b.First, (b, v) => b with { First = v },
            "Bits of weights and input of the layers that read the image: 2 to 8, or 32 for float32; auto: 32 for qil, else 8, as the papers.")
        .Field("last", EndWidth, b => b.Last, (b, v) => b with { Last = v },
            "The same for the layers whose result no other layer reads.")
        .Field("mixed", new OptionalShape<MixedBits>(Mixed, MixedBits.Default), b => b.Mixed, (b, v) => b with { Mixed = v },
            "Bits of weights layer by layer, such that the budgets of size and bops hold (without one of size: no larger than with \"weights\" bits everywhere) and the loss grows least; null, the default, for the same in every layer.")
        .Check(CheckEnds);

    public static readonly SectionShape<QuantiseSchedule> Schedule = new SectionShape<QuantiseSchedule>("\"schedule\"")
        .Field("progressive", AutoFlag, s => s.Progressive, (s, v) => s with { Progressive = v },
            "Train at 8, 5, 4, 3, 2 bits in turn, down to those asked for; auto: with qil below 5 bits, as its paper.")
        .Field("stageShare", Share, s => s.StageShare, (s, v) => s with { StageShare = v },
            "Share of the epochs that the stages before the last take together.")
        .Field("freezeBatchNorm", new AutoShape<double>(Share), s => s.FreezeBatchNorm, (s, v) => s with { FreezeBatchNorm = v },
            "Share of the last stage after which batch normalisation is folded into the weights; auto: 0 from 6 bits on, else 0.7.")
        .Field("reestimateBatchNorm", new FlagShape(), s => s.ReestimateBatchNorm, (s, v) => s with { ReestimateBatchNorm = v },
            "Renew the statistics of batch normalisation at the start of every stage and before they freeze.")
        .Field("stepRate", new NumberShape(0, 1000), s => s.StepRate, (s, v) => s with { StepRate = v },
            "Learning rate of steps, offsets and intervals over that of weights; they never decay.");

    private static void CheckEnds(QuantiseBits bits, ManifestNode.Section section, ReadContext context)
    {
        foreach (var (name, value) in new[] { ("first", bits.First), ("last", bits.Last) })
        {
            if (value is > 8 and not QuantiseBits.Float && section.Find(name) is { } field)
            {
                context.Report(
                    DiagnosticCatalog.ValueOutOfRange, field.Span, $"{value} bits are neither 2 to 8 nor 32.",
                    "Choose 2 to 8 bits, 32 for float32, or \"auto\".");
            }
        }
    }
}
