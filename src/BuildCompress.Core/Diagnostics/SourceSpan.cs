namespace BuildCompress.Core.Diagnostics;

/// <summary>A place in a text file; lines and columns count from 1, the end is exclusive. Line 0 means the file as a whole.</summary>
public sealed record SourceSpan(string File, int Line = 0, int Column = 0, int EndLine = 0, int EndColumn = 0)
{
    /// <summary>Canonical MSBuild form: <c>file(line,column)</c>.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}({Line},{Column})";
}
