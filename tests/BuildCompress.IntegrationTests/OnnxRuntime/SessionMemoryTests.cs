using BuildCompress.IntegrationTests.Engines;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.OnnxRuntime;

/// <summary>Reads the memory of the whole process, so no other test may run beside it.</summary>
[Collection(AloneCollection.Name)]
public sealed class SessionMemoryTests
{
    [Fact]
    public void CreatingAndDisposingSessionsKeepsMemoryFlat()
    {
        if (SharedData.IsMissing)
            return;
        var model = File.ReadAllBytes(CifarReference.ModelPath("cifar10-resnet20"));
        void Cycle(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
                using var session = new InferenceSession(model, options);
                using var runOptions = new RunOptions();
                using var input = OrtValue.CreateTensorValueFromMemory(new float[3072], [1, 3, 32, 32]);
                using var outputs = session.Run(runOptions, session.InputNames, [input], session.OutputNames);
            }
        }
        static double ResidentMiB()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Environment.WorkingSet / 1048576.0;
        }

        Cycle(30);
        var before = ResidentMiB();
        Cycle(150);

        // A leaked session would hold at least its weights: 150 of them more than 160 MiB.
        Assert.InRange(ResidentMiB() - before, double.NegativeInfinity, 40);
    }
}
