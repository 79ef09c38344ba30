using BuildCompress.Core.Keys;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Pipeline;

/// <summary>The journey of a model to one target: Select, Cut, Recover, Allocate, Quantise, Export, Verify, in this order.</summary>
internal sealed class TargetPipeline(RunContext run, Target target)
{
    private readonly StageLog log = new(target.Name.Value, run);

    /// <summary>The verified artifact and its reports, from the store or made now.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="mustBeMeasured">Whether one in the store that no device has measured will not do.</param>
    public StoreEntry Artifact(ContentKey key, bool mustBeMeasured) => run.Store.GetOrAdd(
        EmitStage.Artifacts, key, folder => EmitStage.Present(folder, key, mustBeMeasured) is not null, folder => Produce(folder, key),
        () => log.Waiting("Emit"), run.Cancellation);

    /// <summary>
    /// The selection, from the store or made now, the bits of layers as the untrained network suggests them, where they are chosen, and what the artifact
    /// would cost.
    /// </summary>
    public (Selected Selected, Allocated? Allocated, ArtifactCost Cost) Plan()
    {
        var selected = Select();
        var cut = Cut(selected);
        var allocated = IsMixed ? log.Run(AllocateStage.Name, () => AllocateStage.Run(cut, run, target)) : null;
        return (selected, allocated, ArtifactForm.Cost(cut, target.Compress.Quantise, target.Compress.Prune.Spatial, mixed: allocated?.Bits));
    }

    private bool IsMixed => target.Compress.Quantise.Bits.Mixed is not null;

    private void Produce(string folder, ContentKey key)
    {
        VerifiedLatency.Foresee(run, target);
        RunnableWidths.Check(run, target);
        var baseline = Baseline();
        var selected = Select();
        var choice = RunKeys.Choice(selected);
        var recovered = Recover(Cut(selected), choice);
        var allocated = IsMixed ? Allocate(recovered, choice) : null;
        var quantised = target.Compress.Quantise.Method == QuantiseMethod.None ? null : Quantise(recovered, allocated, choice);
        var artifact = log.Run(
            "Export", () => quantised is null ? ExportStage.Float(recovered) : ExportStage.Integer(quantised, target.Compress.Quantise, allocated?.Bits));
        var verified = log.Run(VerifyStage.Name, () => VerifyStage.Run(artifact, selected, baseline, run, target, log));
        ArtifactFolder.Write(folder, key, run, target, selected, allocated, verified, [.. recovered.Ladder, .. quantised?.Facts.Ladder ?? []], log.Stages);
    }

    private double Baseline() => log.Stored(
        "Baseline", run.Keys.Baseline(), folder => ModelFolder.WriteFacts(folder, BaselineStage.Run(run)), ModelFolder.ReadFacts<double>);

    private Selected Select()
    {
        var settings = target.Compress;
        var importance = log.Stored(
            "Importance", run.Keys.Importance(settings), folder => ModelFolder.WriteFacts(folder, ImportanceStage.Run(run, settings)),
            ModelFolder.ReadFacts<Dictionary<string, float[]>>);
        return log.Stored(
            SelectStage.Name, run.Keys.Selection(target),
            folder => ModelFolder.WriteFacts(
                folder, target.Latency is { } latency
                    ? LatencyLoop.Run(run, target, latency, importance, log)
                    : SelectStage.Run(run.Imported.Model, run.OriginalCost, run.Coupling(target), importance, target, run.Threads, run.Cancellation)),
            ModelFolder.ReadFacts<Selected>,
            selected => selected.Report.Latency?.Recording is null || !run.Keys.DeviceAnswers(target));
    }

    private Model Cut(Selected selected) =>
        log.Run("Cut", () => CutStage.Run(run.Imported.Model, run.Coupling(target), selected, target.Compress.Prune.Spatial));

    private Recovered Recover(Model cut, ContentKey choice)
    {
        var key = run.Keys.Recovery(target, choice);
        return log.Stored(
            RecoverStage.Name, key,
            folder =>
            {
                var recovered = RecoverStage.Run(cut, run, target.Compress, run.Store.WorkFolder(key), log);
                ModelFolder.WriteModel(folder, recovered.Model);
                ModelFolder.WriteFacts(folder, recovered.Ladder);
                run.Store.DropWork(key);
            },
            folder => new Recovered(ModelFolder.ReadModel(folder), ModelFolder.ReadFacts<AccuracyStep[]>(folder)));
    }

    private Allocated Allocate(Recovered recovered, ContentKey choice) => log.Stored(
        AllocateStage.Name, run.Keys.Allocation(target, choice), folder => ModelFolder.WriteFacts(folder, AllocateStage.Run(recovered.Model, run, target)),
        ModelFolder.ReadFacts<Allocated>);

    private Quantised Quantise(Recovered recovered, Allocated? allocated, ContentKey choice)
    {
        var key = run.Keys.Quantisation(target, choice);
        return log.Stored(
            QuantiseStage.Name, key,
            folder =>
            {
                var quantised = QuantiseStage.Run(recovered.Model, allocated?.Bits, run, target.Compress, run.Store.WorkFolder(key), log);
                ModelFolder.WriteModel(folder, quantised.Model);
                ModelFolder.WriteFacts(folder, quantised.Facts);
                run.Store.DropWork(key);
            },
            folder => new Quantised(ModelFolder.ReadModel(folder), ModelFolder.ReadFacts<QuantisedFacts>(folder)));
    }
}
