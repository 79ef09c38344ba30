using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Tests.Onnx;

public sealed class ExternalDataTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("buildcompress-");

    private string ModelPath => Path.Combine(folder.FullName, "net.onnx");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void ATensorComesBackFromItsRegion()
    {
        File.WriteAllBytes(Path.Combine(folder.FullName, "net.data"), [9, 9, 9, 9, 1, 0, 0, 0, 2, 0, 0, 0]);
        File.WriteAllBytes(ModelPath, WithExternal("net.data", "4", "8"));

        Assert.Equal([1, 2], OnnxFile.Read(ModelPath).Graph.Initializers["w"].AsSpan<int>().ToArray());
    }

    /// <summary>Offset and length may be left out; a file may lie deeper; two tensors may share a region.</summary>
    [Fact]
    public void TensorsComeBackFromSeveralFiles()
    {
        Directory.CreateDirectory(Path.Combine(folder.FullName, "parts"));
        File.WriteAllBytes(Path.Combine(folder.FullName, "a.data"), [1, 0, 0, 0, 2, 0, 0, 0]);
        File.WriteAllBytes(Path.Combine(folder.FullName, "parts", "b.data"), [7, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]);
        File.WriteAllBytes(ModelPath, SmallModels.Model(graph =>
        {
            graph.Message(Fields.Graph.Initializer, External("a", ("location", "a.data")));
            graph.Message(Fields.Graph.Initializer, External("b", ("location", "parts/b.data"), ("offset", "4"), ("length", "8")));
            graph.Message(Fields.Graph.Initializer, External("c", ("location", "parts/b.data"), ("offset", "4")));
        }));

        var model = OnnxFile.Read(ModelPath);

        var tensors = model.Graph.Initializers.ToDictionary(pair => pair.Key, pair => string.Join(',', pair.Value.AsSpan<int>().ToArray()));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1,2", ["b"] = "3,4", ["c"] = "3,4" }, tensors);
        Assert.Equal(["a.data", "b.data"], model.ExternalFiles.Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("../net.data", "0", "8")]
    [InlineData("/etc/hostname", "0", "8")]
    [InlineData("sub/../../net.data", "0", "8")]
    [InlineData("", "0", "8")]
    [InlineData("missing.data", "0", "8")]
    [InlineData("net.data", "8", "8")]
    [InlineData("net.data", "9223372036854775807", "8")]
    [InlineData("net.data", "-4", "8")]
    [InlineData("net.data", "0", "1000000000000")]
    [InlineData("net.data", "0", "many")]
    public void ARegionThatIsNotThereOrNotOursIsRefused(string location, string offset, string length)
    {
        File.WriteAllBytes(Path.Combine(folder.FullName, "net.data"), new byte[12]);
        File.WriteAllBytes(ModelPath, WithExternal(location, offset, length));

        var problem = Assert.Throws<DiagnosticException>(() => OnnxFile.Read(ModelPath));

        Assert.Equal("BCMP2004", Assert.Single(problem.Diagnostics).Id);
    }

    [Fact]
    public void WhatIsWrittenWithExternalDataReadsBackEqual()
    {
        if (SharedData.IsMissing)
            return;
        var model = OnnxFile.Read(SharedData.Path("models/cifar10-resnet20.onnx"));

        OnnxFile.WriteWithExternalData(model, ModelPath, "net.data");

        Assert.InRange(new FileInfo(ModelPath).Length, 1, 40_000);
        ModelAssert.Equal(model, OnnxFile.Read(ModelPath));
    }

    private static byte[] WithExternal(string location, string offset, string length) => SmallModels.Model(graph =>
        graph.Message(Fields.Graph.Initializer, External("w", ("location", location), ("offset", offset), ("length", length))));

    // int32 [2] in another file
    private static ProtoWriter External(string name, params (string Key, string Value)[] entries) => SmallModels.Tensor(name, ElementType.Int32, [2], tensor =>
    {
        foreach (var (key, value) in entries)
        {
            var entry = new ProtoWriter();
            entry.Text(Fields.Entry.Key, key);
            entry.Text(Fields.Entry.Value, value);
            tensor.Message(Fields.Tensor.ExternalData, entry);
        }

        tensor.Int64(Fields.Tensor.DataLocation, 1);
    });
}
