using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Protocol;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Import;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Pipeline.Measurements;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Scheduling;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Pipeline.Store;
using BuildCompress.Training.Data;

namespace BuildCompress.Pipeline;

/// <summary>What the targets of one run share: the model, its data, the store. Read on first use, so that a run with nothing to do reads little.</summary>
internal sealed class RunContext
{
    private readonly Lazy<ImportedModel> imported;
    private readonly Lazy<RunKeys> keys;
    private readonly Dictionary<ResidualMode, Lazy<CouplingMap>> coupling;
    private readonly Lazy<ArtifactCost> cost;
    private readonly Lazy<ImageDataset> train;
    private readonly Lazy<ImageDataset> validation;

    private RunContext(Manifest manifest, ContentStore store, int threads, IProgress<WorkerEvent> events, CancellationToken cancellation)
    {
        (Manifest, Store, Threads, Events, Cancellation) = (manifest, store, threads, events, cancellation);
        Devices = new DeviceTurns(Machine, new MeasurementArchive(store), new LastSeenDevices(store));
        imported = new(Import);
        keys = new(() => new RunKeys(manifest, Original.Paths, target => Devices.IdentityOf(target, cancellation)));
        coupling = Enum.GetValues<ResidualMode>().ToDictionary(mode => mode, mode => new Lazy<CouplingMap>(() => AnalyseStage.Run(Imported, mode)));
        cost = new(() => ArtifactForm.Count(Imported.Model, Original.Length));
        train = new(() => Read(manifest.Data.Train));
        validation = new(() => Read(manifest.Data.Validation));
    }

    /// <summary>The context of one run: opens the store.</summary>
    public static RunContext Start(
        Manifest manifest, string storeFolder, int threads, IProgress<WorkerEvent> events, CancellationToken cancellation,
        bool requireVerified = false)
    {
        var store = new ContentStore(storeFolder);
        store.Sweep();
        return new RunContext(manifest, store, threads, events, cancellation) { RequireVerified = requireVerified };
    }

    public Manifest Manifest { get; }

    public ContentStore Store { get; }

    /// <summary>Threads for training and solving; 0 for all cores.</summary>
    public int Threads { get; }

    /// <summary>Whether an artifact that no device has measured is a failure.</summary>
    public bool RequireVerified { get; private init; }

    /// <summary>Whether an artifact that no device has measured will not do for a target: its device answers now, or none may go without.</summary>
    public bool MustBeMeasured(Target target) => RequireVerified || Keys.DeviceAnswers(target);

    /// <summary>Who may compute here.</summary>
    public SharedMachine Machine { get; } = new();

    /// <summary>The targets' devices, one measurement at a time each.</summary>
    public DeviceTurns Devices { get; }

    /// <summary>Hears of everything, from several threads.</summary>
    public IProgress<WorkerEvent> Events { get; }

    public CancellationToken Cancellation { get; }

    public RunKeys Keys => keys.Value;

    /// <summary>The files of the model as given.</summary>
    public OriginalFiles Original => new(Manifest.Model, Imported.Model);

    /// <summary>The model as given.</summary>
    public ImportedModel Imported => imported.Value;

    /// <summary>Its cost; the length is that of the files given.</summary>
    public ArtifactCost OriginalCost => cost.Value;

    public ImageDataset Train => train.Value;

    public ImageDataset Validation => validation.Value;

    /// <summary>Channel groups of the model as given, for a target.</summary>
    public CouplingMap Coupling(Target target) => coupling[target.Compress.Prune.Residuals].Value;

    private ImportedModel Import()
    {
        var model = ImportStage.Run(Manifest);
        foreach (var obstacle in BlockRecognition.Of(model.Model).Obstacles)
        {
            Events.Report(new DiagnosticEvent(DiagnosticCatalog.BlockNotMergeable.At(
                Manifest.Model.Span, $"{Path.GetFileName(Manifest.Model.Value)}: '{obstacle.Node}' keeps a re-parametrised block from becoming one convolution: {obstacle.Reason}.",
                "Export the block so, or merged; otherwise its branches are emitted as they are.") with { Node = obstacle.Node }));
        }

        return model;
    }

    private ImageDataset Read(DataSource source) => ImageDatasetReader.Read(source, DataExpectations.Of(Imported), Cancellation);
}
