namespace Serverless.Security;

/// <summary>What a program is called for people.</summary>
public static class ProgramName
{
    /// <summary>The name for a User-Agent header.</summary>
    public static string Of(string userAgent) => userAgent;
}
