namespace Serverless.Storage.Rows;

/// <summary>Defines the common prefix of the row keys of second factors, so that one request reads all of them.</summary>
internal static class SecondFactorKeys
{
    public const string Prefix = "factor;";

    /// <summary>The smallest key that follows all keys with the prefix.</summary>
    public const string End = "factor<";
}
