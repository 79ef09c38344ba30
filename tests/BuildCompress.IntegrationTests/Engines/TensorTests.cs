using System.Runtime.InteropServices;

namespace BuildCompress.IntegrationTests.Engines;

/// <summary>Data in and out, errors, scopes, parameters.</summary>
public sealed class TensorTests
{
    [Fact]
    public void DataSurvivesTheRoundTripInIndexOrder()
    {
        using var scope = torch.NewDisposeScope();
        var values = Enumerable.Range(0, 120).Select(i => (float)i).ToArray();
        var x = torch.tensor(values, [2, 3, 4, 5]);

        Assert.Equal([2L, 3, 4, 5], x.shape);
        Assert.Equal(values, x.data<float>().ToArray());
        Assert.Equal(values, ChannelsLast.Of(x).data<float>().ToArray());
        Assert.Equal(values[1 * 60 + 2 * 20 + 3 * 5 + 4], x.data<float>()[1, 2, 3, 4]);
    }

    [Fact]
    public void DataIsWrittenInIndexOrderWhateverTheLayout()
    {
        using var scope = torch.NewDisposeScope();
        var values = Enumerable.Range(0, 120).Select(i => (float)i).ToArray();
        var x = ChannelsLast.Of(torch.zeros([2, 3, 4, 5]));

        x.data<float>().CopyFrom(values);

        Assert.False(x.is_contiguous());
        Assert.Equal(values, x.data<float>().ToArray());
    }

    [Fact]
    public void WrongElementTypeIsRefused()
    {
        using var x = torch.zeros([2]);

        Assert.Throws<ArgumentException>(() => x.data<long>());
    }

    [Fact]
    public void ErrorsCarryLibtorchsMessage()
    {
        using var a = torch.zeros([2, 3]);
        using var b = torch.zeros([4, 5]);

        var error = Assert.Throws<ExternalException>(() => a.matmul(b));

        Assert.Contains("2x3 and 4x5", error.Message);
        Assert.DoesNotContain("frame #", error.Message);
    }

    [Fact]
    public void TooLittleDataForTheShapeIsRefused()
    {
        Assert.Contains("needs 24", Assert.Throws<ExternalException>(() => torch.tensor(new float[5], [2, 3])).Message);
    }

    [Fact]
    public void DisposedTensorThrowsInsteadOfCrashing()
    {
        var x = torch.zeros([2]);
        x.Dispose();
        x.Dispose();

        Assert.Throws<ObjectDisposedException>(() => x.shape);
        Assert.Throws<ObjectDisposedException>(() => x.add(1));
        using var y = torch.zeros([2]);
        Assert.Throws<ObjectDisposedException>(() => y.add(x));
    }

    [Fact]
    public void ParameterEmptiesItsSourceAndOutlivesTheScope()
    {
        Parameter parameter;
        using (torch.NewDisposeScope())
        {
            var source = torch.ones([3]);
            parameter = new Parameter(source);
            Assert.True(source.IsInvalid);
        }

        using (parameter)
        {
            Assert.True(parameter.requires_grad);
            Assert.Equal([1f, 1, 1], parameter.data<float>().ToArray());
        }
    }

    [Fact]
    public void ScopeDisposesWhatWasCreatedAndNothingElse()
    {
        using var outside = torch.ones([1]);
        Tensor inner, moved, detached;
        using (var outer = torch.NewDisposeScope())
        {
            using (var scope = torch.NewDisposeScope())
            {
                inner = outside + 1;
                moved = (outside + 2).MoveToOuterDisposeScope();
                detached = scope.Detach(outside + 3);
                Assert.Equal(1, scope.DisposablesCount);
            }

            Assert.True(inner.IsInvalid);
            Assert.False(moved.IsInvalid);
            Assert.True(outer.Contains(moved));
        }

        Assert.True(moved.IsInvalid);
        Assert.False(outside.IsInvalid);
        Assert.Equal(4, detached.item<float>());
        detached.Dispose();
        Assert.Null(torch.CurrentDisposeScope);
    }

    [Fact]
    public void StatisticsCountEveryHandle()
    {
        DisposeScopeManager.Statistics.Reset();
        using (torch.NewDisposeScope())
        {
            var x = torch.ones([2]);
            _ = x + x;
            x.Dispose();
            Assert.Equal(1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        Assert.Equal(2, DisposeScopeManager.Statistics.CreatedInScopeCount);
        Assert.Equal(2, DisposeScopeManager.Statistics.DisposedInScopeCount);
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void GradModeIsRestored()
    {
        using var x = torch.ones([1]).requires_grad_();
        using (torch.no_grad())
        {
            using var y = x * 2;
            Assert.False(y.requires_grad);
            using (torch.enable_grad())
            {
                using var z = x * 2;
                Assert.True(z.requires_grad);
            }

            Assert.False(torch.is_grad_enabled());
        }

        Assert.True(torch.is_grad_enabled());
    }
}
