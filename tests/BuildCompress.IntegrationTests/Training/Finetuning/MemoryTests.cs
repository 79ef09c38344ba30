using BuildCompress.Training.Finetuning;

namespace BuildCompress.IntegrationTests.Training.Finetuning;

public sealed class MemoryTests
{
    [Fact]
    public void TrainingAndEvaluatingLeaveNoTensorBehind()
    {
        using var network = TinyTask.Graph().Network();
        using var teacher = TinyTask.Graph(seed: 2).Network();
        var settings = TinyTask.Settings with { Distill = new(0.5, 2) };
        using var scope = torch.NewDisposeScope();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Finetuner.Run(network, TinyTask.Job(settings) with { Teacher = teacher });
        Evaluation.Accuracy(network, TinyTask.Validation, TinyTask.Preprocess);
        BatchNormEstimation.Run(network, TinyTask.Train, TinyTask.Preprocess);

        Assert.Equal(0, scope.DisposablesCount);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
