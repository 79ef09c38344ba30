using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace BuildCompress.Engines.Probes;

/// <summary>Whether libtorch works on this machine, and how fast its matrix product is.</summary>
public static class LibtorchProbe
{
    private const int ProductSize = 512;

    /// <summary>Loads the engine and differentiates a small convolution; a failure is in the result, not an exception.</summary>
    public static EngineStatus Run()
    {
        var status = new EngineStatus("libtorch", LibtorchProvider.Name, "unknown", "", Environment.ProcessorCount, InstructionSet(), "", Works: false);
        try
        {
            using var scope = torch.NewDisposeScope();
            var mistake = ConvolutionMistake();
            var libraries = LoadedLibraries();
            return status with
            {
                Version = LibtorchProvider.Version,
                Path = libraries.FirstOrDefault(file => Path.GetFileName(file).Contains("torch_cpu", StringComparison.Ordinal)) ?? "",
                Threads = torch.get_num_threads(),
                SelfTest = mistake ?? $"convolution and gradients right; {ProductSize}x{ProductSize} product {ProductTime()}{BlasRemark(libraries)}",
                Works = mistake is null,
            };
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or ExternalException or TypeInitializationException or NotSupportedException)
        {
            return status with { SelfTest = (error.InnerException ?? error).Message.ReplaceLineEndings(" ") };
        }
    }

    // 0..8 as a 3x3 image under a 2x2 kernel of ones: the outputs are the window sums, and so is the gradient of their total for the kernel.
    private static string? ConvolutionMistake()
    {
        float[] expected = [8, 12, 20, 24];
        var image = torch.tensor([0f, 1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 3, 3]);
        var kernel = torch.tensor([1f, 1, 1, 1], [1, 1, 2, 2], requires_grad: true);
        var sums = nn.functional.conv2d(image, kernel);
        sums.sum().backward();
        if (!sums.detach().data<float>().ToArray().AsSpan().SequenceEqual(expected)) return "a 2x2 convolution came out wrong";
        return kernel.grad is { } gradient && gradient.data<float>().ToArray().AsSpan().SequenceEqual(expected) ? null : "the gradient of a 2x2 convolution came out wrong";
    }

    private static string ProductTime()
    {
        var matrix = torch.ones([ProductSize, ProductSize]);
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < 4; run++)
        {
            var start = Stopwatch.GetTimestamp();
            matrix.mm(matrix).Dispose();
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (elapsed < best) best = elapsed;
        }

        return best.TotalMilliseconds.ToString("0.0 ms", CultureInfo.InvariantCulture);
    }

    // Debian installs its reference BLAS into a folder of that name; every faster one has a folder of its own.
    private static string BlasRemark(IEnumerable<string> libraries) =>
        libraries.Any(file => Path.GetFileName(file).StartsWith("libblas.so", StringComparison.Ordinal) && Path.GetFileName(Path.GetDirectoryName(file)) == "blas")
            ? " by the slow reference BLAS: install libopenblas0-openmp"
            : "";

    private static string InstructionSet() =>
        Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : Sse2.IsSupported ? "SSE2" : Dp.IsSupported ? "NEON DOTPROD" : AdvSimd.IsSupported ? "NEON" : "unknown";

    private static string[] LoadedLibraries()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>().Select(module => module.FileName)];
    }
}
