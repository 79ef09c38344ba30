using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Pipeline;

public sealed class ImportStageTests
{
    [Fact]
    public void PreprocessingForAnotherNumberOfChannelsIsRefusedAtTheModel()
    {
        if (SharedData.IsMissing)
            return;
        var span = new SourceSpan("model.compress.json", 3, 12);
        var data = new DataSource(DataFormat.Cifar10Binary, []);
        var manifest = new Manifest(
            "model.compress.json", new Located<string>(SharedData.Path("models/cifar10-resnet20.onnx"), span), new DataSettings(data, data),
            new PreprocessSettings(1, [0.5, 0.4], [1], ChannelOrder.Rgb), new AugmentSettings(0, false), Compress: null!, Targets: []);

        var refused = Assert.Single(Assert.Throws<DiagnosticException>(() => ImportStage.Run(manifest)).Diagnostics);

        Assert.Equal("BCMP1014", refused.Id);
        Assert.Equal(span, refused.Span);
        Assert.Contains("3 channels", refused.Message, StringComparison.Ordinal);
    }
}
