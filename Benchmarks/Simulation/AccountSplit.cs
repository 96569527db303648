namespace Serverless.Benchmarks.Simulation;

/// <summary>A load on several storage accounts: one for what all users share, the others for rows of users by a hash of their ids.</summary>
/// <param name="SharedRequests">Requests a second to the shared account.</param>
/// <param name="UserAccounts">The accounts for rows of users.</param>
/// <param name="RequestsOfEach">Requests a second to each of these.</param>
internal sealed record AccountSplit(double SharedRequests, double UserAccounts, double RequestsOfEach)
{
    /// <summary>Computes it, with as many accounts as are needed.</summary>
    public static AccountSplit Of(Outcome outcome)
    {
        var demand = outcome.Demand;
        var (shared, ofUsers) = (demand.SharedRequests + demand.QueueRequests, demand.TableRequests - demand.SharedRequests);
        var planned = AzureTargets.RequestsOfAccount * outcome.Situation.Assumptions.AccountShare;
        // As long as one account is enough for everything, there is one.
        var accounts = shared + ofUsers <= planned ? 0 : Math.Ceiling(ofUsers / planned);
        return accounts == 0 ? new(shared + ofUsers, 0, 0) : new(shared, accounts, ofUsers / accounts);
    }
}
