using BuildCompress.Selection;

namespace BuildCompress.Tests.Selection;

/// <summary>Quality on the shared instances, against what others reached.</summary>
public sealed class SharedInstanceTests
{
    public static TheoryData<string> Names =>
    [
        "resnet20-0.3", "resnet20-0.46", "resnet20-0.6", "resnet32-0.3", "resnet32-0.46", "resnet32-0.6", "resnet56-0.3", "resnet56-0.46",
        "resnet56-0.6",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheObjectiveBeatsPlainCoordinateAscent(string name)
    {
        if (SharedData.IsMissing)
            return;
        var instance = Read(name);
        var result = SelectionSolver.Solve(instance.Problem, new SolverOptions(Restarts: 2, Kicks: 20), null, default);
        Assert.True(result.Objective > instance.CoordinateAscent, $"{result.Objective} <= {instance.CoordinateAscent}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WithTheAuthorsFloorOfFourTheObjectiveBeatsTheirGreedy(string name)
    {
        if (SharedData.IsMissing)
            return;
        var instance = Read(name, minimum: 4);
        var result = SelectionSolver.Solve(instance.Problem, new SolverOptions(Restarts: 2, Kicks: 20), null, default);
        Assert.True(result.Objective > instance.AuthorsGreedy, $"{result.Objective} <= {instance.AuthorsGreedy}");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void EveryCountIsOnTheGrid(int granularity)
    {
        if (SharedData.IsMissing)
            return;
        var problem = Read("resnet20-0.6", granularity: granularity).Problem;
        var result = SelectionSolver.Solve(problem, new SolverOptions(Restarts: 2, Kicks: 20), null, default);
        Assert.All(result.Kept, mask => Assert.True(mask.Count(k => k) % granularity == 0 || !mask.Contains(false)));
        Assert.InRange(result.BudgetValues[0], 0.9 * problem.Budgets[0].Limit, problem.Budgets[0].Limit);
    }

    private static SelectionInstance Read(string name, int minimum = 1, int granularity = 1) =>
        SelectionInstance.Read(SharedData.Path($"selection/{name}.json"), minimum, granularity);
}
