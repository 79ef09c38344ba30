namespace BuildCompress.Cli.Output;

/// <summary>What a stream can show.</summary>
internal enum TerminalStyle
{
    /// <summary>A file or a pipe: lines of text.</summary>
    Plain,

    /// <summary>A terminal that repaints, without colours.</summary>
    Interactive,

    /// <summary>A terminal that repaints in colours.</summary>
    Colour,
}
