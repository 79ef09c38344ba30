using System.Globalization;
using BuildCompress.Core.Protocol;

namespace BuildCompress.Cli.Output;

/// <summary>Words for a progress event.</summary>
internal static class ProgressText
{
    /// <summary>Loss, accuracy, time left and note, as far as known, e.g. <c>loss 0.412, accuracy 91.20 %, 34 s left</c>.</summary>
    public static string Figures(ProgressEvent progress)
    {
        var parts = new List<string>(4);
        if (progress.Loss is { } loss)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"loss {loss:0.000}"));
        if (progress.Accuracy is { } accuracy)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"accuracy {accuracy * 100:0.00} %"));
        if (progress.RemainingSeconds is { } seconds && double.IsFinite(seconds))
            parts.Add($"{Duration(seconds)} left");
        if (progress.Note is { } note)
            parts.Add(note);
        return string.Join(", ", parts);
    }

    /// <summary>Where an artifact lies.</summary>
    public static string Emitted(ArtifactEvent artifact) =>
        $"{artifact.Target}: {(artifact.Reused ? "up to date" : "emitted")}, {Path.GetRelativePath(Environment.CurrentDirectory, artifact.ModelPath)}";

    /// <summary>A duration to two units, e.g. <c>2 min 05 s</c>.</summary>
    public static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Round(Math.Max(0, seconds)));
        return time switch
        {
            { TotalHours: >= 1 } => $"{(int)time.TotalHours} h {time.Minutes:00} min",
            { TotalMinutes: >= 1 } => $"{time.Minutes} min {time.Seconds:00} s",
            _ => $"{time.Seconds} s",
        };
    }
}
