namespace BuildCompress.Engines.Milp;

/// <summary>Where this build's engine for mixed-integer programs comes from: the package Google.OrTools.</summary>
public static class MilpProvider
{
    /// <summary><c>system</c> or <c>nuget</c>.</summary>
    public const string Name = "nuget";

    /// <summary>How to get it where it is missing.</summary>
    public const string HowToGet = "the package Google.OrTools has no build for this machine";

    /// <summary>Known to the package alone.</summary>
    public static string Path => "";
}
