gatehouse_unit_test(people USES gh_people test_vectors)
