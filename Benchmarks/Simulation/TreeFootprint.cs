namespace Serverless.Benchmarks.Simulation;

/// <summary>What users put into one tree of the index.</summary>
/// <param name="Name">The tree.</param>
/// <param name="EntriesOfUser">The entries of a user.</param>
/// <param name="WritesOfSignUp">The entries that a sign-up writes.</param>
/// <param name="WritesOfChange">The entries that the other list change writes or removes.</param>
/// <param name="GrowsAtEnd">Whether new users come last, so that their entries share leaves.</param>
/// <param name="EntryBytes">The bytes of an entry in a stored leaf.</param>
internal sealed record TreeFootprint(string Name, double EntriesOfUser, double WritesOfSignUp, double WritesOfChange, bool GrowsAtEnd, double EntryBytes);
