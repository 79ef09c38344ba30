using System.Diagnostics;
using System.Globalization;

namespace BuildCompress.Benchmarks.TrainStep;

/// <summary>The same network and step in PyTorch, in a process of its own that runs steps when told to.</summary>
internal sealed class PyTorchStep : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import sys, time, torch, torch.nn as nn, torch.nn.functional as F
        torch.set_num_threads(int(sys.argv[1]))
        torch.manual_seed(1)

        class Block(nn.Module):
            def __init__(self, inputs, outputs, stride):
                super().__init__()
                self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
                self.bn1 = nn.BatchNorm2d(outputs)
                self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
                self.bn2 = nn.BatchNorm2d(outputs)
                self.extra = outputs - inputs

            def forward(self, x):
                y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
                if self.extra:
                    x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.extra // 2, self.extra // 2))
                return F.relu(y + x)

        widths = [16] * 3 + [32] * 3 + [64] * 3
        blocks = [Block(i, o, 1 if i == o else 2) for i, o in zip([16] + widths[:-1], widths)]
        net = nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), *blocks,
                            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)).to(memory_format=torch.channels_last)
        optimiser = torch.optim.SGD(net.parameters(), 1e-4, momentum=0.9, weight_decay=5e-4, nesterov=True)
        x = torch.randn(128, 3, 32, 32).to(memory_format=torch.channels_last)
        y = torch.randint(10, (128,))
        for line in sys.stdin:
            start, cpu = time.perf_counter(), time.process_time()
            for _ in range(int(line)):
                optimiser.zero_grad(set_to_none=True)
                loss = F.cross_entropy(net(x), y)
                loss.backward()
                optimiser.step()
                loss.item()
            print((time.perf_counter() - start) * 1000 / int(line), (time.process_time() - cpu) * 1000 / int(line), flush=True)
        """;

    private readonly Process process;

    private PyTorchStep(Process process) => this.process = process;

    /// <summary>Starts PyTorch; null where it is not installed.</summary>
    public static PyTorchStep? Start(int threads, bool tunedAllocator)
    {
        if (!File.Exists(Python) || !HasTorch())
            return null;
        var start = new ProcessStartInfo(Python, ["-c", Script, threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        if (tunedAllocator)
        {
            start.Environment["MALLOC_MMAP_THRESHOLD_"] = "1073741824";
            start.Environment["MALLOC_TRIM_THRESHOLD_"] = "2147483647";
            start.Environment["MALLOC_TOP_PAD_"] = "67108864";
        }

        return new PyTorchStep(Process.Start(start)!);
    }

    /// <summary>Runs steps and returns the mean time of one.</summary>
    public StepTime Run(int steps)
    {
        process.StandardInput.WriteLine(steps.ToString(CultureInfo.InvariantCulture));
        process.StandardInput.Flush();
        var times = (process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PyTorch ended.")).Split(' ');
        return new StepTime(double.Parse(times[0], CultureInfo.InvariantCulture), double.Parse(times[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static bool HasTorch()
    {
        using var probe = Process.Start(new ProcessStartInfo(Python, ["-c", "import torch"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }
}
