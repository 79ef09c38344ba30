using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Protocol;

namespace BuildCompress.Tests.Protocol;

public sealed class WorkerEventLineTests
{
    public static TheoryData<WorkerEvent> Events() => new(
        new StartedEvent("0.1.0"),
        new ProgressEvent("edge", "Recover", 3, 10, Loss: 0.25, Accuracy: null, RemainingSeconds: 12.5),
        new ArtifactEvent("edge", "/out/edge/net.onnx", "/out/edge/report.json", "a1", Reused: true),
        new DiagnosticEvent(new Diagnostic(
            "BCMP1001", Severity.Warning, "A \"quoted\" word\nand a second line.", "Do this.", new SourceSpan("m.json", 2, 3, 2, 9), "conv1")));

    [Theory]
    [MemberData(nameof(Events))]
    public void EventSurvivesItsLine(WorkerEvent written)
    {
        var line = WorkerEventLine.Write(written);

        Assert.DoesNotContain('\n', line);
        Assert.Equal(written, WorkerEventLine.Read(line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("warning: something a library printed")]
    [InlineData("{ not json")]
    [InlineData("{\"event\":\"unheard-of\"}")]
    public void OtherTextIsNoEvent(string line) => Assert.Null(WorkerEventLine.Read(line));
}
