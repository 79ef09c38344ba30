using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Engines;
using BuildCompress.IntegrationTests.Training.Finetuning;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.IntegrationTests.Reparametrisation;

/// <summary>What a failing training leaves in native memory; it counts the tensors of the whole process.</summary>
[Collection(AloneCollection.Name)]
public sealed class RepqFailureTests
{
    /// <summary>Before the first step and after the last: networks of stages are freed, whatever ends them.</summary>
    [Theory]
    [InlineData("w8a8")]
    [InlineData("calibrate")]
    [InlineData("quantise")]
    public void AFailureAtAnyStageLeavesNoTensorsBehind(string stage)
    {
        var job = RepqTask.Job(RepqTask.Settings(QuantiseMethod.Qil, 4) with { Training = TinyTask.Settings with { Epochs = 0.2, LearningRate = 0.01 } });
        var before = TensorsAfterFailure();

        Assert.Equal(before, TensorsAfterFailure());

        long TensorsAfterFailure()
        {
            using (torch.NewDisposeScope())
                Assert.Throws<InvalidDataException>(() => QuantisationTraining.Run(job with { Reached = (reached, _) => Stop(reached) }));
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Tensor.TotalCount;
        }

        void Stop(string reached)
        {
            if (reached == stage)
                throw new InvalidDataException(stage);
        }
    }
}
