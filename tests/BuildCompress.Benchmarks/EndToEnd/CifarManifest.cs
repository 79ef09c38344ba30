using System.Diagnostics;

namespace BuildCompress.Benchmarks.EndToEnd;

/// <summary>The manifest the end-to-end benchmark runs: half the MACs, int8, ten epochs in all.</summary>
internal static class CifarManifest
{
    /// <summary>Writes it to <paramref name="folder"/>, for the real data and model beside the repository.</summary>
    public static string Write(string folder, string model)
    {
        var shared = Path.GetFullPath(Path.Combine(BenchmarkDocument.RepositoryRoot(), "..", "shared"));
        var path = Path.Combine(folder, "model.compress.json");
        File.WriteAllText(path, Text(Path.Combine(shared, "models", model + ".onnx"), Unpack(shared)));
        return path;
    }

    /// <summary>Writes one with a target for each latency budget, for the real data and model beside the repository; nothing is trained.</summary>
    public static string WriteLatency(string folder, string model, IReadOnlyList<string> budgets)
    {
        var shared = Path.GetFullPath(Path.Combine(BenchmarkDocument.RepositoryRoot(), "..", "shared"));
        var path = Path.Combine(folder, "model.compress.json");
        File.WriteAllText(path, LatencyText(Path.Combine(shared, "models", model + ".onnx"), Unpack(shared), budgets));
        return path;
    }

    /// <summary>That manifest without the paths of this machine.</summary>
    public static string PublicLatency(string model, IReadOnlyList<string> budgets) => LatencyText(model + ".onnx", "data", budgets);

    /// <summary>Writes one of <paramref name="rest"/> behind model and data, for the real ones beside the repository.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="rest">The other fields.</param>
    public static string Write(string folder, string model, string rest)
    {
        var shared = Path.GetFullPath(Path.Combine(BenchmarkDocument.RepositoryRoot(), "..", "shared"));
        var path = Path.Combine(folder, "model.compress.json");
        File.WriteAllText(path, $"{{ {Input(Path.Combine(shared, "models", model + ".onnx"), Unpack(shared))}\n{rest} }}");
        return path;
    }

    /// <summary>The manifest without the paths of this machine.</summary>
    public static string Public(string model) => Text(model + ".onnx", "data");

    private static string Input(string model, string data) => $$"""
        "version": 1,
          "model": "{{model}}",
          "data": {
            "train": { "format": "cifar10-binary", "path": ["{{data}}/cifar10/train.bin"] },
            "validation": { "format": "cifar10-binary", "path": ["{{data}}/cifar10/val.bin"] }
          },
          "preprocess": { "scale": "1/255", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225] },
        """;

    private static string Text(string model, string data) => $$"""
        {
          {{Input(model, data)}}
          "augment": { "crop": 4, "flip": true },
          "compress": {
            "seed": 1,
            "prune": { "importance": "taylor", "granularity": 4, "balance": false, "dropBlocks": true },
            "finetune": { "epochs": 9, "learningRate": 0.05, "weightDecay": 5e-4, "distill": { "weight": 0.7, "temperature": 4 } },
            "quantise": { "method": "lsq", "finetune": { "epochs": 1, "learningRate": 0.001, "distill": { "weight": 0.7, "temperature": 4 } } }
          },
          "targets": { "cpu": { "budget": { "macs": "50%" }, "accuracy": { "maxDrop": "3%" } } }
        }
        """;

    private static string LatencyText(string model, string data, IReadOnlyList<string> budgets) => $$"""
        {
          {{Input(model, data)}}
          "compress": { "prune": { "dropBlocks": true }, "finetune": { "epochs": 0 }, "quantise": { "method": "minmax" } },
          "targets": {
            {{string.Join(",\n    ", budgets.Select((budget, i) => $$"""
            "cpu{{i + 1}}": { "budget": { "latency": "{{budget}}" } }
            """))}}
          }
        }
        """;

    public static string Unpack(string shared)
    {
        using var unpack = Process.Start(new ProcessStartInfo(Path.Combine(shared, "data", "unpack")) { RedirectStandardOutput = true })!;
        var folder = unpack.StandardOutput.ReadToEnd().Trim();
        unpack.WaitForExit();
        return unpack.ExitCode == 0 ? folder : throw new InvalidOperationException("The data sets could not be unpacked.");
    }
}
