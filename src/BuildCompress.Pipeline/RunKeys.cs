using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Keys;
using BuildCompress.Core.Manifests;
using BuildCompress.Pipeline.Exact;
using BuildCompress.Pipeline.Scheduling;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Training.Importance;

namespace BuildCompress.Pipeline;

/// <summary>
/// Content keys of everything a run computes, each a hash of the keys and settings it depends on. Computed from the bytes of files: a run
/// with nothing to do does not even look at the data's form.
/// </summary>
internal sealed class RunKeys
{
    private readonly Manifest manifest;
    private readonly Func<Target, DeviceIdentity> deviceOf;
    private readonly ContentKey model;
    private readonly ContentKey train;
    private readonly ContentKey validation;

    /// <summary>Hashes the model and the data.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="modelFiles">The model's file, then those with its external data.</param>
    /// <param name="deviceOf">What a target's device is; asked only for keys that depend on it.</param>
    public RunKeys(Manifest manifest, IReadOnlyList<string> modelFiles, Func<Target, DeviceIdentity> deviceOf)
    {
        (this.manifest, this.deviceOf) = (manifest, deviceOf);
        model = InputFailure.GuardModel(manifest.Model, () => Model(modelFiles));
        train = Data(manifest.Data.Train);
        validation = Data(manifest.Data.Validation);
    }

    /// <summary>Importance of every weight: depends on data only where the criterion does.</summary>
    public ContentKey Importance(CompressSettings settings)
    {
        using var key = Start("importance").Add("model", model).AddSettings("importance", settings.Prune.Importance)
            .AddSettings("normalise", settings.Prune.Normalise);
        if (ImportanceEstimator.NeedsData(settings.Prune.Importance))
            key.Add("train", train).AddSettings("preprocess", manifest.Preprocess).Add("seed", settings.Seed);
        return key.Build();
    }

    /// <summary>Which channels stay.</summary>
    public ContentKey Selection(Target target) => Selection(target, () => deviceOf(target));

    /// <summary>What was chosen, whatever budget or device it was chosen for.</summary>
    public static ContentKey Choice(Selected selected)
    {
        using var key = new ContentKeyBuilder("choice").AddSettings("channels", selected.Channels).AddSettings("kernels", selected.Kernels);
        return key.Build();
    }

    /// <summary>Weights after finetuning what was chosen.</summary>
    /// <param name="target">Whose settings.</param>
    /// <param name="choice">As <see cref="Choice"/> gives it: another budget or device that leads to the same one trains nothing.</param>
    public ContentKey Recovery(Target target, ContentKey choice)
    {
        using var key = Start("recovery");
        AddChoosing(key, target);
        AddTraining(key, target);
        return key.Add("choice", choice).Build();
    }

    /// <summary>Bits layer by layer, which share the budgets.</summary>
    public ContentKey Allocation(Target target, ContentKey choice)
    {
        var quantise = target.Compress.Quantise;
        using var key = Start("allocation").Add("recovery", Recovery(target, choice)).AddSettings("mixed", quantise.Bits.Mixed)
            .AddSettings("weight scales", quantise.WeightScales);
        AddBudgets(key, target);
        return key.Build();
    }

    /// <summary>Weights and scales after training with quantisation in the loop.</summary>
    public ContentKey Quantisation(Target target, ContentKey choice)
    {
        using var key = Start("quantisation").Add("recovery", Recovery(target, choice)).AddSettings("quantise", target.Compress.Quantise);
        if (target.Compress.Quantise.Bits.Mixed is not null)
            key.Add("allocation", Allocation(target, choice));
        return key.Build();
    }

    /// <summary>The verified artifact. Known before anything is chosen: of what it is made from, all that decides the choice counts.</summary>
    public ContentKey Artifact(Target target) => Artifact(target, deviceOf(target));

    /// <summary>The same as it was when the target's device last answered, and why it does not now; null where it does, or never did.</summary>
    public (ContentKey Key, Diagnostic Why)? ArtifactOfLastSeen(Target target) =>
        deviceOf(target) is { Absence: { Before: { } before } absence } ? (Artifact(target, before), absence.Why) : null;

    /// <summary>Accuracy of the model as given.</summary>
    public ContentKey Baseline()
    {
        using var key = Start("baseline").Add("model", model).Add("validation", validation).AddSettings("preprocess", manifest.Preprocess);
        return key.Build();
    }

    /// <summary>Whether the target's device itself can be asked: an artifact that it did not measure, or a plan without it, is then made again.</summary>
    public bool DeviceAnswers(Target target) => deviceOf(target).Absence is null;

    /// <summary>As if the target's device were <paramref name="device"/>, which is asked for only where the choice depends on it.</summary>
    private ContentKey Selection(Target target, Func<DeviceIdentity> device)
    {
        using var key = Start("selection");
        AddChoosing(key, target);
        AddBudgets(key, target);
        if (target.Compress.Prune.ExactSeconds > 0)
            key.Add("CBC", ExactSelection.EngineVersion ?? "");
        if (target.Latency is not null)
        {
            AddDevice(key, target, device());
            key.Add("recording", device().Recording ?? "");
        }

        return key.Build();
    }

    /// <summary>As if the target's device were <paramref name="device"/>.</summary>
    private ContentKey Artifact(Target target, DeviceIdentity device)
    {
        using var key = Start("artifact").Add("selection", Selection(target, () => device)).AddSettings("quantise", target.Compress.Quantise).Add("name", target.Name.Value)
            .Add("model name", Path.GetFileNameWithoutExtension(manifest.Model.Value))
            .Add("max drop", target.MaxAccuracyDrop?.Value ?? 1);
        AddTraining(key, target);
        AddDevice(key, target, device);
        return key.Build();
    }

    /// <summary>Everything the choice of channels depends on but budgets and device.</summary>
    private void AddChoosing(ContentKeyBuilder key, Target target) => key.Add("importance", Importance(target.Compress))
        .AddSettings("prune", target.Compress.Prune).AddSettings("quantise", target.Compress.Quantise.Method)
        .AddSettings("bits", target.Compress.Quantise.Bits with { Mixed = null }).Add("seed", target.Compress.Seed);

    private static void AddBudgets(ContentKeyBuilder key, Target target)
    {
        foreach (var budget in target.Budgets)
            key.AddSettings(budget.Kind.ToString(), budget.Amount.ToString());
    }

    private void AddTraining(ContentKeyBuilder key, Target target) => key.Add("train", train).Add("validation", validation)
        .AddSettings("preprocess", manifest.Preprocess).AddSettings("augment", manifest.Augment)
        .AddSettings("finetune", target.Compress.Finetune).AddSettings("reparametrise", target.Compress.Reparametrise);

    /// <summary>What measures, and how; a device that is back, or another one at the same address, measures anew.</summary>
    private static void AddDevice(ContentKeyBuilder key, Target target, DeviceIdentity device) =>
        key.Add("threads", target.Threads).Add("agent", target.Agent).AddSettings("measure", target.Measure with { Recording = null }).Add("device", device.Name);

    private static ContentKeyBuilder Start(string purpose)
    {
        var key = new ContentKeyBuilder(purpose).Add("tool", ToolVersion.Identity);
        foreach (var (engine, version) in EngineVersions.Current)
            key.Add(engine, version);
        return key;
    }

    private static ContentKey Model(IReadOnlyList<string> files)
    {
        using var key = new ContentKeyBuilder("model").AddFile("onnx", files[0]);
        foreach (var data in files.Skip(1))
            key.AddFile(Path.GetFileName(data), data);
        return key.Build();
    }

    private static ContentKey Data(DataSource source)
    {
        using var key = new ContentKeyBuilder("data").AddSettings("format", source.Format);
        foreach (var path in source.Paths.Append(source.Labels).OfType<Located<string>>())
            InputFailure.GuardData(path, () => AddData(key, path.Value));
        return key.Build();
    }

    private static ContentKeyBuilder AddData(ContentKeyBuilder key, string path)
    {
        if (!Directory.Exists(path))
            return key.AddFile("file", path);
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            key.AddFile(Path.GetRelativePath(path, file), file);
        return key;
    }
}
