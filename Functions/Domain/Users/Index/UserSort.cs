using Serverless.Domain.Lists;

namespace Serverless.Domain.Users.Index;

/// <summary>Represents a sort order of lists of users.</summary>
/// <param name="Order">The order whose tree is read.</param>
/// <param name="IsDescending">Whether the tree is read backwards.</param>
/// <param name="IsEnabledFirst">Whether enabled users come before disabled ones; null if the list is not grouped by state.</param>
public readonly record struct UserSort(UserOrder Order, bool IsDescending, bool? IsEnabledFirst)
{
    /// <summary>Returns the order for sort conditions. The default is by name, descending.</summary>
    public static UserSort Of(IReadOnlyList<SortBy> order)
    {
        var within = order.Where(condition => condition.Field != "enabled").Select(condition => (SortBy?)condition).FirstOrDefault();
        var isGrouped = order is [{ Field: "enabled" }, ..];
        var tree = within?.Field switch
        {
            "id" => isGrouped ? UserOrder.EnabledId : UserOrder.Id,
            "created" => isGrouped ? UserOrder.EnabledCreated : UserOrder.Created,
            _ => isGrouped ? UserOrder.EnabledName : UserOrder.Name,
        };
        return new(tree, within?.IsDescending ?? true, isGrouped ? order[0].IsDescending : null);
    }

    /// <summary>Returns the users in this order.</summary>
    public IReadOnlyList<UserListing> Sort(IEnumerable<UserListing> users)
    {
        var (order, isDescending, isEnabledFirst) = this;
        return [.. users.Order(Comparer<UserListing>.Create((one, other) =>
        {
            var byGroup = isEnabledFirst is null ? 0 : one.Enabled.CompareTo(other.Enabled);
            return byGroup != 0
                ? (isEnabledFirst!.Value ? -byGroup : byGroup)
                : string.CompareOrdinal(order.Key(one), order.Key(other)) * (isDescending ? -1 : 1);
        }))];
    }
}
