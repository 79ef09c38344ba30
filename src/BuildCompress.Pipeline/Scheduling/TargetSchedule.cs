using System.Runtime.ExceptionServices;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Pipeline.Scheduling;

/// <summary>
/// Works on the targets of a run, each on a thread of its own. They begin in the order of the manifest and compute one at a time, as two trainings at
/// once would only slow each other down; while a target's device measures, the next target goes on.
/// </summary>
internal static class TargetSchedule
{
    /// <summary>What <paramref name="work"/> gives for each target, in the order of the manifest.</summary>
    /// <param name="run">What the targets share.</param>
    /// <param name="stop">Cancelled when a target fails: the others stop as if the user had asked.</param>
    /// <param name="work">Called on a thread on which libtorch may be used.</param>
    /// <exception cref="DiagnosticException">A target failed; all of those that did are named.</exception>
    public static async Task<IReadOnlyList<T>> RunAsync<T>(RunContext run, CancellationTokenSource stop, Func<Target, T> work)
    {
        var begun = new List<Task<T>>();
        try
        {
            foreach (var target in run.Manifest.Targets)
            {
                await run.Machine.EnterAsync(stop.Token);
                begun.Add(OneAsync(target));
            }
        }
        catch (OperationCanceledException) when (begun.Count > 0)
        {
            // What was begun says why.
        }

        try
        {
            await Task.WhenAll(begun);
        }
        catch (Exception) when (begun.Exists(task => task.IsFaulted))
        {
            Throw([.. begun.Where(task => task.IsFaulted).Select(task => task.Exception!.InnerException!)]);
        }

        stop.Token.ThrowIfCancellationRequested();
        return [.. begun.Select(task => task.Result)];

        async Task<T> OneAsync(Target target)
        {
            try
            {
                using var thread = new TrainingThread();
                return await thread.Run(() =>
                {
                    torch.set_num_threads(run.Threads > 0 ? run.Threads : Environment.ProcessorCount);
                    return work(target);
                });
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
            finally
            {
                run.Machine.Leave();
            }
        }
    }

    private static void Throw(IReadOnlyList<Exception> failures)
    {
        if (failures.FirstOrDefault(failure => failure is not DiagnosticException) is { } accident)
            ExceptionDispatchInfo.Throw(accident);
        if (failures.Count == 1)
            ExceptionDispatchInfo.Throw(failures[0]);
        throw new DiagnosticException([.. failures.Cast<DiagnosticException>().SelectMany(failure => failure.Diagnostics)], failures[0]);
    }
}
