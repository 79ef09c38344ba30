namespace BuildCompress.IntegrationTests.Engines;

/// <summary>All work of a training thread happens on it.</summary>
public sealed class TrainingThreadTests
{
    [Fact]
    public async Task WorkStaysOnTheThreadAcrossAwaits()
    {
        using var training = new TrainingThread();

        var threads = await training.RunAsync(async cancellation =>
        {
            var before = Environment.CurrentManagedThreadId;
            await Task.Delay(1, cancellation);
            await Task.Yield();
            return (before, after: Environment.CurrentManagedThreadId);
        });

        Assert.Equal(threads.before, threads.after);
        Assert.NotEqual(Environment.CurrentManagedThreadId, threads.before);
        Assert.Equal(threads.before, await training.Run(() => Environment.CurrentManagedThreadId));
    }

    [Fact]
    public async Task CancellationEndsTheTask()
    {
        using var training = new TrainingThread();
        using var cancellation = new CancellationTokenSource();

        var work = training.RunAsync(async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        }, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
    }

    [Fact]
    public async Task FailuresReachTheCaller()
    {
        using var training = new TrainingThread();

        await Assert.ThrowsAsync<InvalidDataException>(() => training.Run<int>(() => throw new InvalidDataException("broken")));
        Assert.Equal(1, await training.Run(() => 1));
    }

    [Fact]
    public async Task WhatIsPostedAfterTheEndIsDropped()
    {
        var training = new TrainingThread();
        var context = await training.Run(() => SynchronizationContext.Current!);
        training.Dispose();
        var ran = false;

        context.Post(_ => ran = true, null);

        Assert.False(ran);
    }

    [Fact]
    public async Task AutocastComputesConvolutionsInBfloat16OnItsThreadOnly()
    {
        using var training = new TrainingThread();
        using var x = torch.randn([1, 2, 4, 4]);
        using var w = torch.randn([3, 2, 1, 1]);

        var inside = await training.Run(() =>
        {
            using var autocast = Bfloat16Autocast.Enter();
            using var y = nn.functional.conv2d(x, w);
            return y.dtype;
        });
        using var outside = nn.functional.conv2d(x, w);

        Assert.Equal(ScalarType.BFloat16, inside);
        Assert.Equal(ScalarType.Float32, outside.dtype);
    }
}
