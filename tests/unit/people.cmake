gatehouse_unit_test(people USES gh_people test_vectors)
gatehouse_unit_test(typed USES gh_people)
gatehouse_unit_test(document USES gh_people gh_token)
gatehouse_unit_test(plate_near USES gh_people)
