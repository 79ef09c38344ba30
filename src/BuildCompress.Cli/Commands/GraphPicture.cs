using System.ComponentModel;
using System.Diagnostics;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Cli.Commands;

/// <summary>Writes a drawing in DOT to a file: as it is, or laid out by Graphviz, whose program <c>dot</c> must be on the PATH.</summary>
internal static class GraphPicture
{
    /// <summary>Extensions of the files that can be written.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".svg", ".dot", ".png", ".pdf"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Writes <paramref name="dot"/> in the form that the extension of <paramref name="path"/> names.</summary>
    /// <exception cref="DiagnosticException">Graphviz is not there or fails (BCMP0102, BCMP0103), or the file cannot be written (BCMP6xxx).</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task WriteAsync(string dot, string path, CancellationToken cancellation)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        var picture = extension == ".dot" ? System.Text.Encoding.UTF8.GetBytes(dot) : await LayOutAsync(dot, path, extension[1..], cancellation);
        WriteFailure.Guard(path, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllBytes(path, picture);
        });
    }

    private static async Task<byte[]> LayOutAsync(string dot, string path, string format, CancellationToken cancellation)
    {
        using var graphviz = Start(format);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            var picture = new MemoryStream();
            var reading = graphviz.StandardOutput.BaseStream.CopyToAsync(picture, patience.Token);
            var complaints = graphviz.StandardError.ReadToEndAsync(patience.Token);
            await WriteAsync(graphviz.StandardInput, dot, patience.Token);
            await reading;
            var words = await complaints;
            await graphviz.WaitForExitAsync(patience.Token);
            return graphviz.ExitCode == 0 && picture.Length > 0 ? picture.ToArray() : throw Failed(path, words);
        }
        catch (OperationCanceledException)
        {
            graphviz.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw Failed(path, "it took too long");
        }
    }

    private static Process Start(string format)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("dot", [$"-T{format}"])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
                StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            })!;
        }
        catch (Win32Exception absent)
        {
            throw new DiagnosticException(
                DiagnosticCatalog.GraphvizNotFound.Because(
                    "The picture cannot be drawn: the program 'dot' of Graphviz was not found.",
                    "Install Graphviz (apt-get install graphviz, brew install graphviz, winget install Graphviz.Graphviz), or write the drawing's source with --graph FILE.dot."),
                absent);
        }
    }

    private static async Task WriteAsync(StreamWriter input, string dot, CancellationToken cancellation)
    {
        try
        {
            await input.WriteAsync(dot.AsMemory(), cancellation);
            input.Close();
        }
        catch (IOException)
        {
            // Graphviz has ended early; its exit code tells.
        }
    }

    private static DiagnosticException Failed(string path, string words) => new(DiagnosticCatalog.GraphvizFailed.Because(
        $"Graphviz did not draw {Path.GetFileName(path)}: {words.ReplaceLineEndings(" ").Trim()}.",
        "Write the drawing's source with --graph FILE.dot, and lay it out with another version of Graphviz."));
}
