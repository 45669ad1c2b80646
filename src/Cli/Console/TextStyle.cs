namespace Grokking.Cli;

/// <summary>What a line of a page is, which a terminal shows and a pipe does not.</summary>
internal enum TextStyle
{
    /// <summary>Text.</summary>
    Normal,

    /// <summary>The title of what follows.</summary>
    Heading,

    /// <summary>Text of lesser weight.</summary>
    Quiet,
}
