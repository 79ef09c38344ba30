using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Import;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Selection;
using BuildCompress.Training.Data;

namespace BuildCompress.Pipeline.Validation;

/// <summary>Finds all that can be wrong with a manifest before any engine is loaded and any training begun.</summary>
public static class ManifestValidation
{
    /// <summary>Reads the manifest, the model and the data, and computes how low each budget can go.</summary>
    /// <exception cref="DiagnosticException">Manifest, model, data, or budgets out of reach: those of all targets at once.</exception>
    public static ValidationOutcome Run(string manifestPath, CancellationToken cancellation)
    {
        var manifest = ManifestReader.Read(manifestPath);
        var imported = ImportStage.Run(manifest);
        foreach (var source in new[] { manifest.Data.Train, manifest.Data.Validation })
            ImageDatasetReader.Read(source, DataExpectations.Of(imported), cancellation);

        var original = ArtifactForm.Count(imported.Model, new OriginalFiles(manifest.Model, imported.Model).Length);
        var coupling = manifest.Targets.Select(target => target.Compress.Prune.Residuals).Distinct()
            .ToDictionary(mode => mode, mode => AnalyseStage.Run(imported, mode));
        var errors = new List<Diagnostic>();
        var targets = manifest.Targets.Select(target => Validate(target, imported, original, coupling[target.Compress.Prune.Residuals], errors)).ToList();
        return errors.Count == 0
            ? new ValidationOutcome(manifest.Path, original.Figures, targets)
            : throw new DiagnosticException(errors);
    }

    private static ValidatedTarget Validate(
        Target target, ImportedModel imported, ArtifactCost original, CouplingMap coupling, List<Diagnostic> errors)
    {
        var quantise = target.Compress.Quantise;
        var budgets = ResolvedBudget.Of(target, original);
        var rows = BudgetRows.Build(
            ArtifactForm.Layers(imported.Model, coupling), budgets, ArtifactForm.Cost(imported.Model, quantise), ArtifactForm.StoredWeightBits(quantise),
            new KernelCosts(target.Compress).Widened(imported.Model), ArtifactForm.BitsPerMac(imported.Model, quantise));
        var problem = new SelectionProblem(SelectionGroups.Of(coupling, target.Compress.Prune), [], [], rows) { Residuals = ResidualRules.Of(coupling) };
        if (target.Compress.Prune.Spatial == SpatialMode.Off)
            problem = problem with { Budgets = SmallestArtifact.Anchor(imported.Model, coupling, problem, budgets, quantise) };
        var reach = BudgetReach.Of(problem);
        errors.AddRange(BudgetDiagnostics.Impossible(target, budgets, reach));
        return new ValidatedTarget(target.Name.Value, [.. reach.Select(r => new ValidatedBudget(r.Name, r.Limit, r.Smallest))], [.. target.Budgets.Select(b => b.Name).Except(budgets.Select(b => b.Name))]);
    }
}
