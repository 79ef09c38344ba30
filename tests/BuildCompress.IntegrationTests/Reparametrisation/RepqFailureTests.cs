using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Training.Finetuning;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.IntegrationTests.Reparametrisation;

/// <summary>What a failing training leaves in native memory.</summary>
public sealed class RepqFailureTests
{
    /// <summary>Before the first step and after the last: the network of a stage is freed, whatever ends it.</summary>
    [Theory]
    [InlineData("w8a8")]
    [InlineData("calibrate")]
    [InlineData("quantise")]
    public void AFailureAtAnyStageLeavesNoTensorsBehind(string stage)
    {
        var job = RepqTask.Job(RepqTask.Settings(QuantiseMethod.Qil, 4) with { Training = TinyTask.Settings with { Epochs = 0.2, LearningRate = 0.01 } });
        Tensor[] held = [];

        Assert.Throws<InvalidDataException>(() => QuantisationTraining.Run(job with { Reached = FailAtStage }));

        Assert.NotEmpty(held);
        Assert.All(held, tensor => Assert.True(tensor.IsInvalid));

        void FailAtStage(string reached, QuantizedNetwork network)
        {
            if (reached != stage)
                return;
            held = [.. network.State.Select(s => s.Tensor)];
            Assert.Contains(network.State, s => s.Name.StartsWith("branch:", StringComparison.Ordinal));
            throw new InvalidDataException(stage);
        }
    }
}
