using System.Text.Json;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Pipeline.Stages;

/// <summary>How a stage's result lies in the store: a model and facts about it in JSON.</summary>
internal static class ModelFolder
{
    private const string ModelName = "model.onnx";
    private const string FactsName = "facts.json";

    public static void WriteModel(string folder, Model model) => OnnxFile.Write(model, Path.Combine(folder, ModelName));

    public static Model ReadModel(string folder) => OnnxFile.Read(Path.Combine(folder, ModelName));

    public static void WriteFacts<T>(string folder, T facts) =>
        File.WriteAllBytes(Path.Combine(folder, FactsName), JsonSerializer.SerializeToUtf8Bytes(facts));

    public static T ReadFacts<T>(string folder) => JsonSerializer.Deserialize<T>(File.ReadAllBytes(Path.Combine(folder, FactsName)))!;
}
