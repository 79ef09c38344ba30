namespace BuildCompress.Core.Diagnostics;

// BCMP4nnn: data and training.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor DataEmpty { get; } = new("BCMP4001", "Data set without images", ExitCode.Manifest);

    public static DiagnosticDescriptor DataUnreadable { get; } = new("BCMP4002", "Data file cannot be read", ExitCode.Manifest);

    public static DiagnosticDescriptor DataMalformed { get; } = new("BCMP4003", "Data file is damaged or of another format", ExitCode.Manifest);

    public static DiagnosticDescriptor ImageSizeMismatch { get; } = new("BCMP4004", "Image of the wrong size", ExitCode.Manifest);

    public static DiagnosticDescriptor LabelOutOfRange { get; } = new("BCMP4005", "Label out of range", ExitCode.Manifest);

    public static DiagnosticDescriptor ClassCountMismatch { get; } = new("BCMP4006", "Number of classes differs from the model's outputs", ExitCode.Manifest);

    public static DiagnosticDescriptor ImageUnreadable { get; } = new("BCMP4007", "Image cannot be read", ExitCode.Manifest);

    public static DiagnosticDescriptor OperatorNotTrainable { get; } = new("BCMP4101", "Operator cannot be trained", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor OperatorFailed { get; } = new("BCMP4102", "Operator failed while running", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor TrainingDiverged { get; } = new("BCMP4201", "Training diverged", ExitCode.BudgetNotMet);

    public static DiagnosticDescriptor NothingToTrain { get; } = new("BCMP4202", "Model has nothing to train", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor ActivationsNotFinite { get; } = new("BCMP4203", "Activations are not finite", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor BatchTooLarge { get; } = new("BCMP4204", "Batch does not fit in memory", ExitCode.Manifest);

    public static DiagnosticDescriptor PrecisionNotAvailable { get; } = new("BCMP4205", "Precision not available", ExitCode.Manifest);

    public static DiagnosticDescriptor NoNormalisation { get; } = new("BCMP4206", "No batch normalisation to read", ExitCode.ModelNotSupported);
}
