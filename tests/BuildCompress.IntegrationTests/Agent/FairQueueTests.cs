using BuildCompress.Agent.Measurements;

namespace BuildCompress.IntegrationTests.Agent;

public sealed class FairQueueTests
{
    [Fact]
    public void ClientsTakeTurns()
    {
        var queue = new FairQueue<string>();
        foreach (var item in new[] { "a1", "a2", "a3", "b1", "c1", "b2" })
            queue.Add(item[..1], item);

        string[] expected = ["a1", "b1", "c1", "a2", "b2", "a3"];
        Assert.Equal(expected, queue.InOrder());
        Assert.Equal(expected, Enumerable.Range(0, 6).Select(_ => queue.Take()));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void ALateClientWaitsForOneTurnOfEachOther()
    {
        var queue = new FairQueue<string>();
        for (var i = 1; i <= 100; i++)
            queue.Add("busy", $"busy{i}");
        Assert.Equal("busy1", queue.Take());
        queue.Add("late", "late1");

        Assert.Equal(["busy2", "late1", "busy3"], queue.InOrder().Take(3));
        Assert.True(queue.Remove("busy2"));
        Assert.False(queue.Remove("busy2"));
        Assert.Equal(["busy3", "late1", "busy4"], queue.InOrder().Take(3));
        Assert.Equal(99, queue.Count);
    }
}
