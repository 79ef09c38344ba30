using BuildCompress.Engines.LinearSolver.Cbc;

namespace BuildCompress.Engines.Milp;

/// <summary>Where this build's engine for mixed-integer programs comes from: the distribution's <c>cbc</c>.</summary>
public static class MilpProvider
{
    /// <summary><c>system</c> or <c>nuget</c>.</summary>
    public const string Name = "system";

    /// <summary>How to get it where it is missing.</summary>
    public const string HowToGet = "install the package coinor-cbc, or name the executable in " + CbcProgram.Variable;

    /// <summary>The executable; empty when there is none.</summary>
    public static string Path => CbcProgram.Find()?.Path ?? "";
}
