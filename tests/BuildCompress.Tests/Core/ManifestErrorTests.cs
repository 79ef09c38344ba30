using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Tests.Core;

public sealed class ManifestErrorTests
{
    /// <summary>Fields written alone on line 2 of an otherwise right manifest: one error, at that column.</summary>
    [Theory]
    [InlineData("""  "compresss": {}""", 3, "BCMP1003", "Did you mean \"compress\"?")]
    [InlineData("""  "compress": { "prune": { "importence": "l1" } }""", 28, "BCMP1003", "Did you mean \"importance\"?")]
    [InlineData("""  "compress": { "finetune": { "learning_rate": 1 } }""", 31, "BCMP1003", "Did you mean \"learningRate\"?")]
    [InlineData("""  "xyzzy": {}""", 3, "BCMP1003", "Its fields are $schema, version, model")]
    [InlineData("""  "é😀": 1""", 3, "BCMP1003", "Its fields are")]
    [InlineData("""  /* é😀 */ "augment": { "crop": "4" }""", 34, "BCMP1006", "a whole number")]
    [InlineData("""  "version": 1""", 3, "BCMP1004", "Remove one")]
    [InlineData("""  "augment": []""", 14, "BCMP1006", "an object")]
    [InlineData("""  "augment": null""", 14, "BCMP1006", "an object")]
    [InlineData("""  "augment": { "flip": 1 }""", 24, "BCMP1006", "true or false")]
    [InlineData("""  "augment": { "crop": -1 }""", 24, "BCMP1007", "range")]
    [InlineData("""  "augment": { "crop": 1.5 }""", 24, "BCMP1007", "range")]
    [InlineData("""  "augment": { "crop": 99999999999 }""", 24, "BCMP1007", "range")]
    [InlineData("""  "compress": { "seed": 2147483648 }""", 25, "BCMP1007", "range")]
    [InlineData("""  "compress": { "finetune": { "epochs": -0.1 } }""", 41, "BCMP1007", "range")]
    [InlineData("""  "compress": { "finetune": { "learningRate": 0 } }""", 47, "BCMP1007", "range")]
    [InlineData("""  "compress": { "finetune": { "learningRate": 1e999 } }""", 47, "BCMP1007", "range")]
    [InlineData("""  "compress": { "finetune": { "momentum": 1.01 } }""", 43, "BCMP1007", "range")]
    [InlineData("""  "compress": { "finetune": { "epochs": "10" } }""", 41, "BCMP1006", "a number")]
    [InlineData("""  "compress": { "finetune": { "distill": { "temperature": 0 } } }""", 59, "BCMP1007", "range")]
    [InlineData("""  "compress": { "finetune": { "precision": "bfloat" } }""", 44, "BCMP1008", "Did you mean \"bfloat16\"?")]
    [InlineData("""  "compress": { "quantise": { "method": "LSQ" } }""", 41, "BCMP1008", "Did you mean \"lsq\"?")]
    [InlineData("""  "compress": { "quantise": { "method": 8 } }""", 41, "BCMP1006", "\"none\", \"minmax\", \"percentile\", \"lsq\", \"lsq+\", \"qil\"")]
    [InlineData("""  "preprocess": { "scale": "1/0" }""", 28, "BCMP1007", "1/255")]
    [InlineData("""  "preprocess": { "scale": -1 }""", 28, "BCMP1007", "1/255")]
    [InlineData("""  "preprocess": { "scale": "1/255\n" }""", 28, "BCMP1006", "1/255")]
    [InlineData("""  "preprocess": { "scale": "1 / 255" }""", 28, "BCMP1006", "1/255")]
    [InlineData("""  "preprocess": { "std": [1, 0, 1] }""", 30, "BCMP1007", "range")]
    [InlineData("""  "preprocess": { "mean": [] }""", 27, "BCMP1007", "at least one")]
    [InlineData("""  "preprocess": { "mean": [1, 2, 3], "std": [1, 2] }""", 38, "BCMP1014", "one per channel")]
    public void OneMistakeIsOneErrorAtItsPlace(string fields, int column, string id, string nextStep)
    {
        using var file = ManifestFile.With(fields);

        var error = Assert.Single(file.Errors());

        Assert.Equal((id, file.Path, 2, column), (error.Id, error.Span!.File, error.Span.Line, error.Span.Column));
        Assert.Contains(nextStep, error.NextStep, StringComparison.Ordinal);
        Assert.Equal(Severity.Error, error.Severity);
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("   ", 1, 4)]
    [InlineData("{\n  \"version\": 1\n  \"model\": 2\n}", 3, 3)]
    [InlineData("{\n  'version': 1\n}", 2, 3)]
    [InlineData("{ \"version\": 01 }", 1, 15)]
    [InlineData("{ \"version\": NaN }", 1, 14)]
    [InlineData("{ \"version\": 1 } }", 1, 18)]
    [InlineData("{ \"é\": 1 \"b\": 2 }", 1, 10)]
    [InlineData("{ \"a\": \"\\ud800\" }", 1, 8)]
    [InlineData("{", 1, 2)]
    public void MalformedTextIsOneErrorWhereItBreaks(string text, int line, int column)
    {
        using var file = new ManifestFile(text);
        var error = Assert.Single(file.Errors());
        Assert.Equal(("BCMP1015", line, column), (error.Id, error.Span!.Line, error.Span.Column));
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextThatIsNotUtf8IsRefused()
    {
        using var file = new ManifestFile("");
        File.WriteAllBytes(file.Path, [.. "{\n \"a"u8, 0xFF, .. "\": 1 }"u8]);
        var error = Assert.Single(file.Errors());
        Assert.Equal(("BCMP1015", 2, 4), (error.Id, error.Span!.Line, error.Span.Column));
    }

    [Fact]
    public void DeepNestingIsRefused()
    {
        using var file = new ManifestFile(new string('[', 100_000));
        Assert.Equal("BCMP1015", Assert.Single(file.Errors()).Id);
    }

    [Theory]
    [InlineData("[]", "BCMP1006")]
    [InlineData("1", "BCMP1006")]
    [InlineData("null", "BCMP1006")]
    public void AManifestIsAnObject(string text, string id)
    {
        using var file = new ManifestFile(text);
        Assert.Equal(id, Assert.Single(file.Errors()).Id);
    }

    [Fact]
    public void RequiredFieldsAreAllNamedAtOnce()
    {
        using var file = new ManifestFile("\n {}");
        var errors = file.Errors();
        Assert.Equal(["version", "model", "data", "targets"], errors.Select(e => e.Message.Split('"')[1]));
        Assert.All(errors, e => Assert.Equal(("BCMP1005", 2, 2), (e.Id, e.Span!.Line, e.Span.Column)));
    }

    [Fact]
    public void ErrorsComeInTheOrderOfTheText()
    {
        using var file = new ManifestFile("""
            {
              "targets": { "a b": { "threads": 0 } },
              "augment": { "crop": "x" },
              "model": "gone.onnx",
              "oops": 1,
              "version": "1"
            }
            """);

        Assert.Equal(
            [(1, 1, "BCMP1005"), (2, 16, "BCMP1011"), (2, 36, "BCMP1007"), (3, 24, "BCMP1006"), (4, 12, "BCMP1013"), (5, 3, "BCMP1003"), (6, 14, "BCMP1010")],
            file.Errors().Select(e => (e.Span!.Line, e.Span.Column, e.Id)));
    }

    [Theory]
    [InlineData("""{ "format": "cifar10-binary", "path": ["a.bin", "gone.bin"] }""", "BCMP1013", 50)]
    [InlineData("""{ "format": "cifar10-binary", "path": "images" }""", "BCMP1013", 40)]
    [InlineData("""{ "format": "image-folder", "path": "a.bin" }""", "BCMP1013", 38)]
    [InlineData("""{ "format": "idx", "path": "a.bin" }""", "BCMP1005", 2)]
    [InlineData("""{ "format": "idx", "path": ["a.bin", "b.bin"], "labels": "b.bin" }""", "BCMP1014", 21)]
    [InlineData("""{ "format": "cifar10-binary", "path": "a.bin", "labels": "b.bin" }""", "BCMP1014", 49)]
    [InlineData("""{ "format": "cifar10", "path": "a.bin" }""", "BCMP1008", 14)]
    [InlineData("""{ "format": "cifar10-binary", "path": "" }""", "BCMP1006", 40)]
    [InlineData("""{ "format": "cifar10-binary", "path": "a\u0000b" }""", "BCMP1006", 40)]
    [InlineData("""{ "path": "a.bin" }""", "BCMP1005", 2)]
    public void DataThatCannotBeMeantIsRefused(string source, string id, int column)
    {
        using var file = new ManifestFile(
            "{ \"version\": 1, \"model\": \"net.onnx\", \"targets\": { \"edge\": {} }, \"data\": {\n"
            + "\"validation\": { \"format\": \"cifar10-binary\", \"path\": \"b.bin\" }, \"train\":\n " + source + " } }");

        var error = Assert.Single(file.Errors());
        Assert.Equal((id, 3, column), (error.Id, error.Span!.Line, error.Span.Column));
    }

    [Theory]
    [InlineData("a/b", "BCMP1011")]
    [InlineData("..", "BCMP1011")]
    [InlineData("", "BCMP1011")]
    [InlineData("a.", "BCMP1011")]
    [InlineData("a b", "BCMP1011")]
    [InlineData("edge\\n", "BCMP1011")]
    [InlineData("NUL", "BCMP1011")]
    [InlineData("com1.x", "BCMP1011")]
    [InlineData("Edge", "BCMP1012")]
    [InlineData("edge", "BCMP1012")]
    public void TargetNamesAreDistinctFolderNames(string name, string id)
    {
        using var file = ManifestFile.With("", $$""" "edge": {}, "{{name}}": {} """);
        Assert.Equal(id, Assert.Single(file.Errors()).Id);
    }

    [Fact]
    public void AManifestNeedsATarget()
    {
        using var file = ManifestFile.With("", "");
        Assert.Equal("BCMP1005", Assert.Single(file.Errors()).Id);
    }

    /// <summary>The settings as they apply to each target count, wherever they were written.</summary>
    [Theory]
    [InlineData("{}", 1)]
    [InlineData("""{ "compress": { "prune": { "balance": false } } }""", 0)]
    public void ExactSecondsNeedAnUnbalancedChoice(string target, int errors)
    {
        using var file = ManifestFile.With(""" "compress": { "prune": { "exactSeconds": 60 } } """, $"\"edge\": {target}");
        if (errors == 0)
        {
            Assert.Equal((60, false), (file.Read().Targets[0].Compress.Prune.ExactSeconds, file.Read().Targets[0].Compress.Prune.Balance));
            return;
        }

        var error = Assert.Single(file.Errors());
        Assert.Equal("BCMP1014", error.Id);
        Assert.Contains("balance", error.NextStep, StringComparison.Ordinal);
    }
}
