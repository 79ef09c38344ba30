using System.Reflection;

namespace BuildCompress.Pipeline;

/// <summary>Which BuildCompress this is.</summary>
public static class ToolVersion
{
    /// <summary>For people, e.g. <c>0.1.0+4f2c…</c>.</summary>
    public static string Current { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>For content keys: changes with the code, not with the name of the version. Builds are deterministic, so the same code has the same identity.</summary>
    public static string Identity { get; } = string.Join(
        ' ',
        new[]
        {
            typeof(ToolVersion), typeof(Core.Manifests.Manifest), typeof(Onnx.OnnxFile), typeof(Selection.SelectionSolver),
            typeof(Training.Finetuning.Finetuner), typeof(TrainingThread), typeof(Devices.Inference.ClassifierSession),
        }.Select(type => type.Module.ModuleVersionId));
}
